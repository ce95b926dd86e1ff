//! Texts of each kind that is meant to cost more than its length, and mixtures of them.

use proptest::collection::vec;
use proptest::sample::select;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// The most characters of a comment.
const CHARACTERS: usize = 10_000;
/// The most bytes of a text: `\u` escapes and the rest of the body fit beside it.
const BYTES: usize = 60_000;

/// What a text repeats.
const REPEATED: [(&str, &str); 58] = [
    // Characters that fold to many, or to nothing.
    ("a blessing of eighteen letters", "\u{FDFA}"),
    ("a blessing of eight letters", "\u{FDFB} "),
    ("squared words", "\u{3316}\u{332B}"),
    ("ligatures", "\u{FB03}"),
    ("parenthesised words", "\u{321D}\u{1F14A}"),
    ("letters without case folding", "\u{1E9E}\u{130}"),
    ("invisible characters", "a\u{200D}\u{200B}"),
    ("tags", "a\u{E0041}\u{E007F}"),
    ("variation selectors", "a\u{FE0F}\u{E0100}"),
    // Marks, in and out of their canonical order.
    ("marks above", "a\u{301}\u{302}\u{303}"),
    ("marks out of order", "a\u{315}\u{300}\u{5AE}\u{334}"),
    ("marks of other scripts", "\u{E01}\u{E48}\u{E31}"),
    ("decomposed syllables", "\u{1112}\u{1161}\u{11AB}"),
    ("joined emoji", "👩\u{200D}👩\u{200D}👧"),
    ("flags", "🇩🇪"),
    // Directions.
    ("overrides", "\u{202E}ab\u{202C}"),
    ("isolates", "\u{2067}ab\u{2069}"),
    ("embeddings that stay open", "\u{202B}a"),
    // Structure of Markdown.
    ("quotations", "> "),
    ("lists in lists", "- "),
    ("numbered lists", "1. a\n"),
    ("one list item a line", "- a\n"),
    ("brackets that stay open", "["),
    ("images that stay open", "!["),
    ("brackets and parentheses", "[a]("),
    ("links in links", "[[a](b)"),
    ("targets with parentheses", "[a]((((("),
    ("stars", "*"),
    ("stars around letters", "*a **b "),
    ("strokes", "_a __b"),
    ("strikes", "~~a~"),
    ("ticks of growing runs", "`a``b```c"),
    ("fences", "```\na\n"),
    ("tags that stay open", "<a "),
    ("comments that stay open", "<!-- a"),
    ("declarations", "<!A <?a "),
    ("quotation tags", "<blockquote>a"),
    ("entities", "&#65;&amp;"),
    ("escapes", "\\*\\_\\["),
    ("rulers", "---\n\n"),
    ("headings", "# a\n"),
    ("underlined headings", "a\n=\n"),
    ("tables", "|a|b|\n|-|-|\n"),
    ("footnotes", "[^1] "),
    ("definitions", "[a]: b\n"),
    ("hard breaks", "a  \n"),
    ("code by indentation", "    a\n\n"),
    // What is found in a text.
    ("addresses", "https://a.example/b?c=d&e "),
    ("addresses in a row", "www.a.example,"),
    ("email addresses", "a@b.example "),
    ("mentions", "@ann "),
    ("numbers", "12 345 "),
    ("telephone numbers", "+1 555 010 7788 "),
    ("prices", "$5 "),
    ("names of messengers", "whatsapp telegram: "),
    ("sentences", "A b. "),
    ("quoted words", "\"a\" «b» "),
    ("lines", "a\n"),
];

/// A text with its kind.
#[derive(Debug, Clone)]
pub struct Hostile {
    pub kind: String,
    pub text: String,
}

impl Hostile {
    /// What stands for all texts together.
    pub fn all() -> Self {
        Self {
            kind: "all of them".to_owned(),
            text: String::new(),
        }
    }

    /// The text with every character escaped as in JSON.
    pub fn escaped(&self) -> String {
        self.text
            .encode_utf16()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect()
    }
}

/// A text of each kind, and some of several kinds.
pub fn texts(mixtures: usize) -> Vec<Hostile> {
    let mut texts: Vec<Hostile> = REPEATED
        .iter()
        .map(|(kind, piece)| Hostile {
            kind: (*kind).to_owned(),
            text: filled(piece),
        })
        .collect();

    let special = [
        ("a definition that many links use", definition()),
        ("one character of each page", one_of_each_page()),
        ("rotated words", rotated()),
    ];
    texts.extend(special.map(|(kind, text)| Hostile {
        kind: kind.to_owned(),
        text,
    }));

    let mut runner = TestRunner::deterministic();
    texts.extend((0..mixtures).map(|_| mixture(&mut runner)));

    texts
}

/// Pieces of several kinds in turns.
fn mixture(runner: &mut TestRunner) -> Hostile {
    let pieces = vec((select(&REPEATED[..]), 1_usize..40), 2..6);
    let pieces = pieces.new_tree(runner).unwrap().current();

    let kinds: Vec<&str> = pieces.iter().map(|((kind, _), _)| *kind).collect();
    let text: String = pieces
        .iter()
        .map(|((_, piece), times)| piece.repeat(*times))
        .collect();

    Hostile {
        kind: kinds.join(", "),
        text: filled(&text),
    }
}

/// As many copies as a comment may have, between words of its own.
fn filled(piece: &str) -> String {
    let times = (CHARACTERS - 20) / piece.chars().count();
    let times = times.min(BYTES / piece.len()).max(1);

    format!("word {}", piece.repeat(times))
}

fn definition() -> String {
    let address = "👍".repeat(4_000);
    let links = "[a]".repeat(1_600);

    format!("[a]: https://a.example/{address}\n\n{links} word")
}

/// What is computed for each page of Unicode is computed for all.
fn one_of_each_page() -> String {
    let pages = (0x100..0x11_0000_u32).step_by(0x100);

    pages
        .filter_map(|first| char::from_u32(first + 0x42))
        .filter(|c| !c.is_control())
        .collect()
}

fn rotated() -> String {
    let letter = |at: usize| char::from(b'a' + u8::try_from((at * at / 7 + at) % 26).unwrap());

    (0..4_900).map(|at| format!("{} ", letter(at))).collect()
}
