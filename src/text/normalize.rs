//! The stored form of texts, and the checks that every text must pass.

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;

use super::characters;

/// The stored form of a body: NFC (UAX #15), lines that end in LF, no white space at the start and
/// the end. Spaces at the end of a line stay, because Markdown reads two of them as a line break.
/// Idempotent.
pub(crate) fn tidy(input: &str) -> String {
    let composed: String = input.nfc().collect();

    composed
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .trim()
        .to_owned()
}

/// The stored form of a Markdown body: as [`tidy`], but only blank lines are removed from its start.
/// The indentation of its first line makes code (CommonMark, section 4.4) and says what the next
/// lines belong to (section 5.2). Idempotent.
pub(crate) fn tidy_markdown(input: &str) -> String {
    let composed: String = input.nfc().collect();
    let text = composed.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_end();

    let blank = text.len() - text.trim_start().len();
    let line = text.get(..blank).and_then(|blank| blank.rfind('\n'));

    text.get(line.map_or(0, |line| line + 1)..)
        .unwrap_or_default()
        .to_owned()
}

/// The stored form of a name or title: as [`tidy`], on one line, with each run of white space as
/// one space, and without the bidi controls that could reorder the text around it. Idempotent.
pub(crate) fn tidy_line(input: &str) -> String {
    // Composed after the filter: a control between a letter and its mark prevents composition.
    let composed: String = input
        .chars()
        .filter(|&c| !characters::is_bidi_control(c))
        .nfc()
        .collect();

    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first character that no field may contain: NUL (which PostgreSQL rejects), the other C0 and
/// C1 controls except tab and line ends, and the noncharacters of Unicode.
pub(crate) fn forbidden_character(input: &str) -> Option<char> {
    input.chars().find(|&c| {
        let control = c.is_control() && !matches!(c, '\n' | '\t' | '\r');
        control || characters::is_noncharacter(c)
    })
}

/// The code points of the longest extended grapheme cluster (UAX #29), which readers see as one
/// character.
pub(crate) fn longest_grapheme(input: &str) -> usize {
    if has_single_characters(input) {
        return usize::from(!input.is_empty());
    }

    let lengths = input.graphemes(true).map(|it| it.chars().count());

    lengths.max().unwrap_or_default()
}

/// The largest number of invisible characters in a row, but for the tags that spell a flag.
pub(crate) fn longest_invisible_run(input: &str) -> usize {
    let is_counted = |c: &char| characters::is_invisible(*c) && !characters::is_tag(*c);
    let runs = input
        .split(|c: char| !characters::is_invisible(c))
        .map(|run| run.chars().filter(is_counted).count());

    runs.max().unwrap_or_default()
}

/// The largest number of combining marks on one character. Real orthographies need up to about
/// five, stacked ("zalgo") text has dozens. Invisible characters between the marks do not restart
/// the count.
pub(crate) fn longest_mark_run(input: &str) -> usize {
    if has_single_characters(input) {
        return 0;
    }

    let mut longest = 0;
    let mut run = 0;

    for c in input.chars() {
        if c.general_category_group() == GeneralCategoryGroup::Mark {
            run += 1;
            longest = longest.max(run);
        } else if !characters::is_invisible(c) {
            run = 0;
        }
    }

    longest
}

/// The characters of a text as readers count them: extended grapheme clusters (UAX #29), at most
/// `most` and one more.
pub(crate) fn count_characters(input: &str, most: usize) -> usize {
    let most = most.saturating_add(1);
    if has_single_characters(input) {
        return input.chars().take(most).count();
    }

    input.graphemes(true).take(most).count()
}

/// Whether each code point is a character of its own, told without any table: below U+0300, where
/// the combining marks begin, only a carriage return joins what follows.
fn has_single_characters(input: &str) -> bool {
    const FIRST_BYTE_OF_MARKS: u8 = 0xCC;

    input
        .bytes()
        .all(|byte| byte < FIRST_BYTE_OF_MARKS && byte != b'\r')
}

/// Whether a character is invisible and neither joins nor selects forms: scripts and emoji need the
/// joiners, the variation selectors and the tags of flags, an address no other.
pub(crate) const fn is_stray_invisible(c: char) -> bool {
    characters::is_invisible(c) && !characters::is_joiner_or_selector(c)
}

/// Whether a text shows nothing: only white space, invisible characters and the empty Braille cell.
pub(crate) fn is_blank(input: &str) -> bool {
    input
        .chars()
        .all(|c| c.is_whitespace() || characters::is_invisible(c) || c == '\u{2800}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn line_ends_become_line_feeds_and_the_edges_are_trimmed() {
        assert_eq!(
            tidy(" \r\n one\r\ntwo\rthree  \nfour \u{3000}"),
            "one\ntwo\nthree  \nfour"
        );
    }

    #[test]
    fn only_blank_lines_are_removed_from_the_start_of_markdown() {
        for body in [
            "    def f():\n        return 1",
            "\tdef f():\n\t\treturn 1",
            "  \tdef f()",
            "  - a\n  - b",
            "   1. a\n\n      b",
            "  a",
            "\u{3000}\u{3000}一段",
            "\u{A0}a",
        ] {
            for before in ["", "\n", "\r\n\r\n", " \t\n    \n", "\u{3000}\n\u{2028}\n"] {
                let input = format!("{before}{body} \t\n\n");

                assert_eq!(tidy_markdown(&input), body, "{input:?}");
            }
        }

        assert_eq!(tidy_markdown("  \n \t "), "");
    }

    #[test]
    fn letters_and_their_accents_are_composed() {
        assert_eq!(tidy("cafe\u{301}"), "café");
        assert_eq!(tidy_line("cafe\u{202E}\u{301}"), "café");
    }

    #[test]
    fn a_name_is_one_line_without_reordering_controls() {
        assert_eq!(
            tidy_line(" Ada\n\t \u{202E}Lovelace\u{2069}\u{2003}"),
            "Ada Lovelace"
        );
    }

    #[test]
    fn controls_and_noncharacters_are_forbidden_but_line_ends_and_tabs_are_not() {
        assert_eq!(
            forbidden_character("a\tb\r\nc é 😀 \u{200D} \u{E000}"),
            None
        );

        for c in [
            '\0',
            '\u{1B}',
            '\u{7F}',
            '\u{85}',
            '\u{FDD0}',
            '\u{FFFE}',
            '\u{10FFFF}',
        ] {
            assert_eq!(forbidden_character(&format!("a{c}b")), Some(c));
        }
    }

    #[test]
    fn the_longest_character_is_counted_in_code_points() {
        assert_eq!(longest_grapheme(""), 0);
        assert_eq!(longest_grapheme("abc"), 1);
        assert_eq!(longest_grapheme("e\u{301}👩\u{200D}👩\u{200D}👧🇳🇵नि"), 5);
    }

    #[test]
    fn runs_of_invisible_characters_are_counted_without_tags() {
        assert_eq!(longest_invisible_run("Ada"), 0);
        assert_eq!(longest_invisible_run("A\u{200B}d\u{200B}\u{AD}a"), 2);
        assert_eq!(longest_invisible_run("🏴\u{E0067}\u{E0062}\u{E007F}"), 0);
    }

    #[test]
    fn stacked_marks_are_counted_and_orthography_needs_few() {
        assert_eq!(longest_mark_run("plain"), 0);
        assert!(longest_mark_run("Tiếng Việt, הַמְּנַקֵּד, ที่นี่, བསྒྲུབས") <= 5);
        assert_eq!(
            longest_mark_run(&format!("ab{}c", "\u{301}\u{200D}".repeat(30))),
            30
        );
    }

    #[test]
    fn a_text_of_invisible_characters_is_blank() {
        assert!(is_blank(" \u{200B}\u{3164}\u{2800}\n\u{FEFF}"));
        assert!(!is_blank("\u{200B}."));
    }

    /// Single characters and those that join others, a few at a time.
    const JOINING: &str = "[a-cÀ-ÿ\u{AD}\r\n \u{2FF}-\u{302}\u{200D}👩नि]{0,12}";

    proptest! {
        #[test]
        fn characters_are_counted_alike_with_tables_and_without(input in JOINING, most in 0..12_usize) {
            let characters: Vec<&str> = input.graphemes(true).collect();
            let longest = characters.iter().map(|it| it.chars().count()).max();

            prop_assert_eq!(longest_grapheme(&input), longest.unwrap_or_default());
            prop_assert_eq!(count_characters(&input, most), characters.len().min(most + 1));
        }

        #[test]
        fn tidying_twice_is_tidying_once(input in any::<String>()) {
            let once = tidy(&input);

            prop_assert_eq!(tidy(&once), once);

            let markdown = tidy_markdown(&input);

            prop_assert_eq!(tidy_markdown(&markdown), markdown);
        }

        #[test]
        fn tidying_a_line_twice_is_tidying_it_once(input in "(?s)[\\s\\PC\u{300}-\u{303}\u{202A}-\u{202E}]{0,40}") {
            let once = tidy_line(&input);

            prop_assert!(!once.contains('\n'));
            prop_assert_eq!(tidy_line(&once), once);
        }
    }
}
