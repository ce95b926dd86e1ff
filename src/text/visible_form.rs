//! The form of a text in which two texts are equal if readers see the same.

use pulldown_cmark::{Event, Tag};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::{characters, markdown_events};

/// The blank cell of Braille, which is no white space to Unicode but shows nothing.
const BLANK_CELL: char = '\u{2800}';

/// The flag that the tag characters behind it turn into the flag of a region (UTS #51, ED-14a).
const BLACK_FLAG: char = '\u{1F3F4}';

/// A Markdown body without what readers cannot see: composed (NFC, UAX #15), without characters
/// that show nothing (`Default_Ignorable_Code_Point`), and with each run of white space as one
/// space. Idempotent. Case, accents, punctuation, mark-up and look-alike letters stay as they are:
/// a text in which one of them changes says something else.
///
/// Two kinds of invisible characters can be seen by what they do, and stay there: joiners behind
/// emoji and behind letters of scripts whose letters change their shape, and the tags in a flag.
/// White space stays as it is in a text with a code block, which shows it.
pub(crate) fn visible_form(markdown: &str) -> String {
    let shown = without_invisible(markdown);
    if has_code_block(&shown) {
        return shown;
    }

    shown
        .split(|c: char| c.is_whitespace() || c == BLANK_CELL)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn without_invisible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut before = None;

    for c in text.nfc() {
        if !characters::is_invisible(c) || before.is_some_and(|before| is_effective(c, before)) {
            shown.push(c);
            before = Some(c);
        }
    }

    // Composed again after the filter: an invisible character between a letter and its mark prevents
    // composition.
    shown.nfc().collect()
}

/// Whether an invisible character changes what is shown behind `before`.
fn is_effective(c: char, before: char) -> bool {
    match c {
        '\u{200C}' | '\u{200D}' => changes_shape(before),
        '\u{E0020}'..='\u{E007F}' => {
            before == BLACK_FLAG || matches!(before, '\u{E0020}'..='\u{E007F}')
        }
        _ => false,
    }
}

/// Emoji, and the letters and marks from Arabic on, but for scripts whose characters stand alone.
/// Latin, Greek, Cyrillic, Armenian and Hebrew precede Arabic in Unicode.
fn changes_shape(c: char) -> bool {
    let is_word = matches!(
        c.general_category_group(),
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark
    );
    let is_emoji = matches!(
        c.general_category(),
        GeneralCategory::OtherSymbol | GeneralCategory::ModifierSymbol
    );

    c >= '\u{0600}' && (is_word || is_emoji) && !characters::is_dense(c) && !stands_alone(c)
}

/// The blocks of Latin, Greek and Cyrillic behind Arabic, with the marks that combine with them, and
/// the parts of Hangul syllables.
const fn stands_alone(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97F}' | '\u{D7B0}'..='\u{D7FF}'
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1C80}'..='\u{1C8F}' | '\u{1D00}'..='\u{1FFF}'
        | '\u{2C60}'..='\u{2C7F}' | '\u{2DE0}'..='\u{2DFF}' | '\u{A640}'..='\u{A69F}'
        | '\u{A720}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB6F}' | '\u{FB00}'..='\u{FB06}'
        | '\u{FF21}'..='\u{FF5A}')
}

fn has_code_block(markdown: &str) -> bool {
    markdown_events::comment_parser(markdown)
        .any(|event| matches!(event, Event::Start(Tag::CodeBlock(_))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn same(a: &str, b: &str) -> bool {
        visible_form(a) == visible_form(b)
    }

    #[test]
    fn white_space_makes_no_difference() {
        for other in [
            "  Thank you, Ada!\n",
            "Thank\nyou,\n\nAda!",
            "Thank\u{A0}you,\u{2003}\t Ada!",
            "Thank\u{3000}you, \u{2800}Ada!",
        ] {
            assert!(same("Thank you, Ada!", other), "{other:?}");
        }

        assert!(!same("Thank you", "Thankyou"));
        assert!(!same("a b", "ab"));
    }

    #[test]
    fn characters_that_show_nothing_make_no_difference() {
        for other in [
            "Th\u{200B}ank y\u{AD}ou, Ada!",
            "Thank \u{2060}you, Ada!\u{FEFF}",
            "\u{200E}Thank you,\u{200F} Ada!",
            "Tha\u{200D}nk y\u{200C}ou, Ada\u{FE0F}!",
            "Thank \u{200B} you, Ada!\u{E0041}",
            "Thank you, \u{2066}Ada\u{2069}!",
        ] {
            assert!(same("Thank you, Ada!", other), "{other:?}");
        }

        assert!(same("Спасибо", "Спа\u{200D}сибо"));
        assert!(same("谢谢你", "谢\u{200B}谢\u{200D}你"));
        assert!(same("شكرا", "شك\u{200B}را"));
        assert!(same("❤", "❤\u{FE0F}"));
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same() {
        assert!(same("café", "cafe\u{301}"));
        assert!(same("café", "cafe\u{200B}\u{301}"));
        assert!(same(
            "한국",
            "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"
        ));
        assert!(same("が", "か\u{3099}"));
    }

    #[test]
    fn case_accents_punctuation_and_look_alikes_make_a_difference() {
        for (a, b) in [
            ("Thank you", "thank you"),
            ("привет", "Привет"),
            ("resume", "résumé"),
            ("¿Está abierto hoy?", "Está abierto hoy."),
            ("营业吗?", "营业吗。"),
            ("هل تعمل؟", "هل تعمل."),
            ("Let's eat, Grandma", "Let's eat Grandma"),
            ("5:30", "5.30"),
            ("paypal", "pаypal"),
            ("1/2", "½"),
            ("ﬁne", "fine"),
            ("😀", "😃"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn mark_up_and_code_make_a_difference() {
        for (a, b) in [
            ("if (!ready) return;", "if (ready) return;"),
            ("a && b", "a & b"),
            ("a / b", "a * b"),
            ("That is *fine*", "That is fine"),
            ("`a` or b", "a or b"),
            ("[here](https://a.example/1)", "[here](https://a.example/2)"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn white_space_counts_in_a_text_with_a_code_block() {
        let nested = "```\nfor a in b:\n    c()\n    d()\n```";
        let flat = "```\nfor a in b:\n    c()\nd()\n```";
        let hidden = "```\nfor a in b:\n    c()\n    d\u{200B}()\n```";

        assert!(!same(nested, flat));
        assert!(!same("Try:\n\n    a\n      b", "Try:\n\n    a\n    b"));
        assert!(same(nested, hidden));
    }

    #[test]
    fn joiners_and_tags_count_where_they_can_be_seen() {
        for (a, b) in [
            ("👩\u{200D}👧", "👩👧"),
            ("می\u{200C}روم", "میروم"),
            ("क्\u{200D}ष", "क्ष"),
            (
                "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
                "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
            ),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }

        assert!(same("❤\u{FE0F}\u{200D}🔥", "❤\u{200D}🔥"));
    }

    proptest! {
        #[test]
        fn reducing_twice_is_reducing_once(
            text in "(?s)[\\s\\PC\u{300}\u{301}\u{200B}-\u{200D}\u{2800}]{0,40}",
        ) {
            let once = visible_form(&text);

            prop_assert_eq!(visible_form(&once), once);
        }

        #[test]
        fn an_invisible_character_changes_nothing_wherever_it_is(
            text in "[a-zA-Zа-яא-ת一-三ก-ฮ!?., ]{0,30}",
            at in 0..30_usize,
        ) {
            let mut other: Vec<char> = text.chars().collect();
            other.insert(at.min(other.len()), '\u{200B}');
            let other: String = other.into_iter().collect();

            prop_assert_eq!(visible_form(&text), visible_form(&other));
        }
    }
}
