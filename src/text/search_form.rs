//! The form of a text in which moderators search: what differs in spelling only is the same in it.
//!
//! | what | becomes |
//! | --- | --- |
//! | upper and lower case, full (UTS #18): `ß` `SS`, `ς` `Σ`, `ı` `İ` `I` `i` | one form |
//! | compatibility forms (NFKC): full-width, half-width kana, ligatures, circled letters | the plain form |
//! | accents on Latin and Greek letters, Hebrew points, Arabic vowel signs and hamza, tatweel | nothing |
//! | `ø` `đ` `ł` `ħ` `ŧ` `æ` `œ`, which Unicode does not decompose | `o` `d` `l` `h` `t` `ae` `oe` |
//! | Cyrillic stress marks, and `ё`, which many people write as `е` | nothing, `е` |
//! | other Cyrillic letters with a mark (`й` `ў` `ї`): letters with a place in an alphabet | themselves |
//! | the nukta of Devanagari and Gurmukhi, which many people leave out | nothing |
//! | all other marks of Indic scripts and Thai, voiced kana (`が`): they distinguish words | themselves |
//! | katakana | hiragana |
//! | Arabic, Persian and Urdu variants of yeh, kaf, heh and alef | one of them |
//! | digits of any script | `0` to `9` |
//! | quotation marks, apostrophes, dashes | `"` `'` `-` |
//! | characters that show nothing, such as joiners, soft hyphens, bidi controls | nothing |
//! | each run of white space; at both ends | one space; nothing |
//!
//! Look-alike letters of other scripts, and digits in place of letters, stay: a moderator searches
//! for what was written. Which marks count follows the root collation of Unicode (UTS #10): a mark
//! that makes a difference of the first level there stays, except for voiced kana.

use std::iter::once;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::characters::{is_invisible, is_optional_mark};
use super::folding::{digit, fold_case};

/// The version of the search form and of its grams, stored with each row. Any change of a rule or
/// of a Unicode table needs a new one; rows of earlier versions are written anew.
pub const SEARCH_VERSION: i16 = 1;

/// A text in the form in which it is searched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchForm(String);

impl SearchForm {
    /// Folds a text. At most six times as long as the text; linear; idempotent.
    pub fn of(text: &str) -> Self {
        let mut form = Form::with_capacity(text.len());

        if text.is_ascii() {
            text.chars().for_each(|c| form.push(c.to_ascii_lowercase()));
            return Self(form.folded);
        }

        // These two ligatures decompose into whole sentences, eleven times as long.
        let mut pieces = text.split_inclusive(['\u{FDFA}', '\u{FDFB}']);
        pieces.by_ref().for_each(|piece| {
            let end = piece.chars().next_back();
            let sentence = end.filter(|end| matches!(end, '\u{FDFA}' | '\u{FDFB}'));
            let rest = piece.trim_end_matches(['\u{FDFA}', '\u{FDFB}']);

            fold(rest).for_each(|c| form.push(c));
            sentence.into_iter().for_each(|c| form.push(c));
        });

        Self(form.folded)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the text has nothing that can be searched for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the other text occurs in this one.
    pub fn contains(&self, other: &Self) -> bool {
        self.0.contains(&other.0)
    }
}

/// A form under construction.
struct Form {
    folded: String,
    /// White space since the last character.
    is_after_space: bool,
}

impl Form {
    fn with_capacity(capacity: usize) -> Self {
        Self {
            folded: String::with_capacity(capacity),
            is_after_space: false,
        }
    }

    /// Appends a folded character. White space waits for the next character.
    fn push(&mut self, c: char) {
        if c.is_whitespace() || c == '\u{2800}' {
            self.is_after_space = true;
            return;
        }

        if self.is_after_space && !self.folded.is_empty() {
            self.folded.push(' ');
        }
        self.is_after_space = false;
        self.folded.push(c);
    }
}

fn fold(text: &str) -> impl Iterator<Item = char> {
    let visible = text.chars().filter(|&c| !is_invisible(c)).map(spacing_mark);
    let composed = visible.nfkc().flat_map(fold_case).flat_map(bare);

    composed.flat_map(unify).nfc()
}

/// Marks that stand alone and mean an apostrophe or a quotation mark: their compatibility forms
/// are a space with a mark, or two marks.
const fn spacing_mark(c: char) -> char {
    match c {
        '´' | '\u{2032}' => '\'',
        '\u{2033}' => '"',
        other => other,
    }
}

/// The character without the marks that do not count.
fn bare(c: char) -> impl Iterator<Item = char> {
    let is_letter_with_place = is_cyrillic(c) && !matches!(c, 'ё' | 'ѐ' | 'ѝ');
    let kept = (c.is_ascii() || is_letter_with_place).then_some(c);

    let decomposed = kept.is_none().then(|| once(c).nfd());
    let without_marks = decomposed
        .into_iter()
        .flatten()
        .filter(|&c| !is_left_out(c));

    kept.into_iter().chain(without_marks.nfc())
}

const fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{0400}'..='\u{0482}' | '\u{048A}'..='\u{052F}')
}

const fn is_left_out(c: char) -> bool {
    is_optional_mark(c) || matches!(c, '\u{093C}' | '\u{0A3C}')
}

/// One form for the spellings of one character.
fn unify(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        _ => (variant(c), None),
    };

    once(first).chain(second)
}

fn variant(c: char) -> char {
    match c {
        _ if c.is_ascii() => c,
        'ø' => 'o',
        'đ' => 'd',
        'ł' => 'l',
        'ħ' => 'h',
        'ŧ' => 't',
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ٱ' => 'ا',
        'ة' | 'ہ' | 'ۃ' => 'ه',
        '\u{30A1}'..='\u{30F6}' | '\u{30FD}' | '\u{30FE}' => hiragana(c),
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | 'ʻ' | 'ʼ' | '׳' | '\u{2032}' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' | '״' => '"',
        '‐' | '‒' | '–' | '—' | '―' | '−' | '־' => '-',
        '⁄' => '/',
        _ if c.general_category() == GeneralCategory::DecimalNumber => digit(c).unwrap_or(c),
        _ => c,
    }
}

/// The two kana syllabaries stand in the same order.
fn hiragana(katakana: char) -> char {
    const DISTANCE: u32 = 0x60;

    char::from_u32(u32::from(katakana) - DISTANCE).unwrap_or(katakana)
}

#[cfg(test)]
mod tests;
