//! The rule for every text that people type.

use crate::domain::refusal::Invalid;
use crate::text::normalize::{forbidden_character, grapheme_count, is_blank, longest_mark_run};

/// More combining marks on one letter than any script needs: they only cover the neighbours.
const MAX_MARKS: usize = 8;

/// Checks that a normalised text is visible, printable and at most `max` graphemes long.
///
/// # Errors
/// An [`Invalid`] at `pointer` for the first rule that the text breaks.
pub(super) fn check_text(text: &str, pointer: &str, max: usize) -> Result<(), Invalid> {
    if is_blank(text) {
        let detail = "Enter at least one visible character.";
        return Err(Invalid::new(pointer, "too_short", detail));
    }

    check_controls(text, pointer)?;

    if grapheme_count(text) > max {
        let detail = format!("Write at most {max} characters.");
        return Err(Invalid::new(pointer, "too_long", detail));
    }

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

    Ok(())
}
