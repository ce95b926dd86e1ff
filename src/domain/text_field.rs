//! The rules for every text that people type.

use crate::domain::refusal::Invalid;
use crate::domain::text_limit::TextLimit;
use crate::text::normalize::{
    forbidden_character, is_blank, longest_grapheme, longest_invisible_run, longest_mark_run,
};

/// More combining marks on one letter than any script needs: they only cover the neighbours. The
/// largest stacks of Tibetan have eight.
const MAX_MARKS: usize = 8;
/// More code points in one character than any script or emoji needs: the longest emoji have ten,
/// the longest consonant clusters of Devanagari eleven.
const MAX_CODE_POINTS: usize = 32;
/// More invisible characters in a row than a name needs. The longest emoji have two.
const MAX_INVISIBLE: usize = 2;

/// Checks that a normalised text is visible, printable and within its limit.
///
/// # Errors
/// An [`Invalid`] at `pointer` for the first rule that the text breaks.
pub(super) fn check_text(text: &str, pointer: &str, limit: TextLimit) -> Result<(), Invalid> {
    if is_blank(text) {
        let detail = "Enter at least one visible character.";
        return Err(Invalid::new(pointer, "too_short", detail));
    }

    check_controls(text, pointer)?;

    limit.check(text, pointer)?;

    check_marks(text, pointer)
}

/// Checks what a Markdown body shows. An entity may mean a character that may not be typed.
///
/// # Errors
/// An [`Invalid`] at `pointer` for the first rule that the text breaks.
pub(super) fn check_shown(shown: &str, pointer: &str) -> Result<(), Invalid> {
    if is_blank(shown) {
        let detail = "Nothing of this text would be shown, since it has only mark-up. Add some words, \
                      or write \\ before a mark to show it: \\#";
        return Err(Invalid::new(pointer, "too_short", detail));
    }

    check_controls(shown, pointer)?;
    check_marks(shown, pointer)
}

fn check_controls(text: &str, pointer: &str) -> Result<(), Invalid> {
    let Some(character) = forbidden_character(text) else {
        return Ok(());
    };

    let code_point = u32::from(character);
    let detail = format!("Remove the control character U+{code_point:04X}.");
    Err(Invalid::new(pointer, "forbidden_character", detail))
}

fn check_marks(text: &str, pointer: &str) -> Result<(), Invalid> {
    if longest_mark_run(text) > MAX_MARKS {
        let detail = format!("Use at most {MAX_MARKS} combining marks on one letter.");
        return Err(Invalid::new(pointer, "too_many_marks", detail));
    }

    if longest_grapheme(text) > MAX_CODE_POINTS {
        let detail = format!(
            "Use at most {MAX_CODE_POINTS} code points for one character. Separate the characters, or \
             remove invisible ones that join them."
        );
        return Err(Invalid::new(pointer, "too_many_code_points", detail));
    }

    Ok(())
}

/// Checks the name of a person: a text without runs of invisible characters, by which two names
/// that look the same would differ.
///
/// # Errors
/// As [`check_text`].
pub(super) fn check_name(name: &str, pointer: &str, limit: TextLimit) -> Result<(), Invalid> {
    check_text(name, pointer, limit)?;

    if longest_invisible_run(name) > MAX_INVISIBLE {
        let detail = format!("Use at most {MAX_INVISIBLE} invisible characters in a row.");
        return Err(Invalid::new(pointer, "too_many_invisible", detail));
    }

    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text_limit::{COMMENT_BODY, NAME};

    fn code(text: &str) -> Result<(), &'static str> {
        check_text(text, "/body", COMMENT_BODY).map_err(|fault| fault.code)
    }

    #[test]
    fn stacks_and_clusters_of_real_scripts_are_characters() {
        for text in [
            "ཧྐྵྨླྺྲྱྃ",
            "कार्त्स्न्यं",
            "र्त्स्न्यां",
            "👩🏽\u{200D}❤\u{FE0F}\u{200D}💋\u{200D}👨🏿",
            "Tie\u{302}\u{301}ng Vie\u{323}\u{302}t",
            "\u{1100}\u{1100}\u{1161}\u{1161}\u{11A8}\u{11A8}",
        ] {
            assert_eq!(code(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn a_character_of_endless_code_points_is_refused() {
        for part in ["\u{301}", "\u{301}\u{200D}"] {
            assert_eq!(
                code(&format!("a{}", part.repeat(30))),
                Err("too_many_marks")
            );
        }

        for endless in [
            format!("a{}", "\u{200D}".repeat(40)),
            format!("a{}", "\u{E0061}".repeat(40)),
            "😀\u{200D}".repeat(20),
            "क\u{94D}".repeat(20),
            "\u{1100}".repeat(40),
        ] {
            assert_eq!(code(&endless), Err("too_many_code_points"), "{endless}");
        }
    }

    #[test]
    fn a_name_has_no_run_of_invisible_characters() {
        let code = |name: &str| check_name(name, "/name", NAME).map_err(|fault| fault.code);

        for name in [
            "Ada",
            "می\u{200C}خواهم",
            "Ada ❤\u{FE0F}\u{200D}🔥",
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
            "Ada\u{AD}",
        ] {
            assert_eq!(code(name), Ok(()), "{name}");
        }

        assert_eq!(
            code("Ada\u{200B}\u{200B}\u{200B}"),
            Err("too_many_invisible")
        );
        assert_eq!(
            code("A\u{200B}\u{2060}\u{FEFF}da"),
            Err("too_many_invisible")
        );
    }
}
