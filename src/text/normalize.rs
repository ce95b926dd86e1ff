//! In which one form is a text stored, and which characters may it not hold?

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;

use super::characters;

/// The stored form of a body: NFC (UAX #15), lines end in LF, no white space around the whole. Spaces at the
/// end of a line stay, because Markdown reads two of them as a line break. Idempotent.
pub fn tidy(input: &str) -> String {
    let composed: String = input.nfc().collect();
    composed.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

/// The stored form of a name or title: as [`tidy`], on one line, each run of white space one space, and without
/// the controls that could reorder the text around it (bidi embeddings, overrides and isolates). Idempotent.
pub fn tidy_line(input: &str) -> String {
    // Composed last: a control between a letter and its mark would keep the two apart.
    let composed: String = input.chars().filter(|&c| !characters::reorders(c)).nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first character that no field may hold: NUL (PostgreSQL refuses it), the other C0 and C1 controls but
/// tab and line ends, and the noncharacters of Unicode.
pub fn forbidden_character(input: &str) -> Option<char> {
    input.chars().find(|&c| {
        let control = c.is_control() && !matches!(c, '\n' | '\t' | '\r');
        control || characters::is_noncharacter(c)
    })
}

/// The length as a reader counts it: extended grapheme clusters (UAX #29).
pub fn grapheme_count(input: &str) -> usize {
    input.graphemes(true).count()
}

/// The largest number of combining marks on one character. Real orthographies need up to about five; piled-up
/// ("zalgo") text has dozens. Invisible characters between the marks do not start a new count.
pub fn longest_mark_run(input: &str) -> usize {
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

/// Whether a reader would see nothing: only white space, invisible characters and the empty Braille cell.
pub fn is_blank(input: &str) -> bool {
    input.chars().all(|c| c.is_whitespace() || characters::is_invisible(c) || c == '\u{2800}')
}
