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

    if let Some(character) = forbidden_character(text) {
        let code_point = u32::from(character);
        let detail = format!("Remove the control character U+{code_point:04X}.");
        return Err(Invalid::new(pointer, "forbidden_character", detail));
    }

    if grapheme_count(text) > max {
        let detail = format!("Write at most {max} characters.");
        return Err(Invalid::new(pointer, "too_long", detail));
    }

    if longest_mark_run(text) > MAX_MARKS {
        let detail = format!("Use at most {MAX_MARKS} combining marks on one letter.");
        return Err(Invalid::new(pointer, "too_many_marks", detail));
    }

    Ok(())
}
