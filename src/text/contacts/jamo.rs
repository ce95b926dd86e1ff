//! Syllables of Hangul whose letters are written apart: `ㅋㅏ톡`, `텔ㄹㅔ`.

use super::reading::Glyph;
use crate::text::folding::Class;

const LEADS: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
const SYLLABLES: u32 = 0xAC00;
const VOWEL_COUNT: u32 = 21;
const LEAD_COUNT: u32 = 19;
const TAIL_COUNT: u32 = 28;

/// Joins a vowel with the consonant before it to their syllable (Unicode 3.12).
pub(super) fn join_letters(glyphs: &mut Vec<Glyph>) {
    glyphs.dedup_by(|vowel, lead| {
        let Some(syllable) = syllable(lead.folded, vowel.folded) else {
            return false;
        };

        lead.folded = syllable;
        lead.raw = syllable;
        lead.class = Class::Dense;
        lead.end = vowel.end;
        true
    });
}

fn syllable(lead: char, vowel: char) -> Option<char> {
    let lead = u32::from(lead)
        .checked_sub(LEADS)
        .filter(|lead| *lead < LEAD_COUNT)?;
    // The Latin letter has the shape of the vowel: `ㅋr톡`.
    let vowel = if vowel == 'r' {
        VOWELS
    } else {
        u32::from(vowel)
    };
    let vowel = vowel
        .checked_sub(VOWELS)
        .filter(|vowel| *vowel < VOWEL_COUNT)?;

    char::from_u32(SYLLABLES + (lead * VOWEL_COUNT + vowel) * TAIL_COUNT)
}
