//! What is left of a text that two writers of "the same" text would agree on?

use std::iter::once;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::{characters, own_words};

/// The version of the rules of this file, the grams and the fingerprint. Stored with every fingerprint: texts
/// are only compared within one version, so any change of a rule or of a Unicode table is a new one.
pub const FINGERPRINT_VERSION: i16 = 1;

/// Below this many letters a text carries too little to be compared but for equality; CJK scripts say as much
/// in fewer characters.
const SHORT: u32 = 20;
const SHORT_CJK: u32 = 8;

/// A text reduced to what is compared. Two skeletons are equal when the texts are, whatever their case, spacing,
/// punctuation, accents and invisible characters. Equality looks at the whole text; nearness (grams,
/// fingerprint keys, similarity) only at the author's own words: a text with another address or another
/// quotation is near, never equal.
#[derive(Debug, Clone)]
pub struct Skeleton {
    whole: String,
    words: String,
    stream: String,
    letters: u32,
    cjk: bool,
}

impl Skeleton {
    /// Reduces a comment body (Markdown or plain text). Linear in its length.
    pub fn of(text: &str) -> Self {
        let words = own_words_of(text);
        let stream: String = words.chars().filter(|&c| c != ' ').collect();
        let cjk_letters = count(stream.chars().filter(|&c| characters::is_cjk(c)));
        let letters = count_letters(&stream);
        Self { whole: whole_of(text), words, stream, letters, cjk: cjk_letters * 2 > letters }
    }

    /// The author's own words, lower-case, one space apart. To compare two skeletons use `==`.
    pub fn as_str(&self) -> &str {
        &self.words
    }

    /// How many letters and digits the author's own words have.
    pub const fn letters(&self) -> u32 {
        self.letters
    }

    /// Whether most letters are Han, kana or Bopomofo.
    pub const fn is_cjk(&self) -> bool {
        self.cjk
    }

    /// Whether there are too few letters for anything but equality.
    pub const fn is_short(&self) -> bool {
        self.letters < if self.cjk { SHORT_CJK } else { SHORT }
    }

    /// The own words without spaces: what grams are cut from.
    pub(super) fn stream(&self) -> &str {
        &self.stream
    }

    /// The whole text without spaces: what equality looks at.
    pub(super) fn whole(&self) -> &str {
        &self.whole
    }
}

impl PartialEq for Skeleton {
    fn eq(&self, other: &Self) -> bool {
        self.whole == other.whole
    }
}

impl Eq for Skeleton {}

/// Quotations count only where the author added too little of their own ("quote, +1" is still seen); a text
/// without any word but addresses and mentions is compared as it stands.
fn own_words_of(text: &str) -> String {
    let readings = own_words::read(text);
    let own = spaced(&fold(&readings.own), is_word_character);
    let own_letters = count_letters(&own);
    let own_cjk = count(own.chars().filter(|&c| characters::is_cjk(c))) * 2 > own_letters;
    if own_letters >= if own_cjk { SHORT_CJK } else { SHORT } {
        return own;
    }
    let all = spaced(&fold(&readings.all), is_word_character);
    if count_letters(&all) > 0 { all } else { signs_or_words(&fold(text)) }
}

fn whole_of(text: &str) -> String {
    let folded = fold(text);
    let whole = spaced(&folded, is_word_character);
    let whole = if count_letters(&whole) < SHORT { signs_or_words(&folded) } else { whole };
    whole.chars().filter(|&c| c != ' ').collect()
}

/// In a short text each sign counts: "+1" is not "1", one emoji is not another; and a text of nothing but
/// punctuation is not every other such text.
fn signs_or_words(folded: &str) -> String {
    let kept = spaced(folded, |c| is_word_character(c) || is_sign(c));
    if kept.is_empty() { spaced(folded, |c| !c.is_whitespace()) } else { kept }
}

/// The steps that make spellings of one text alike, in their order. A later version adds its steps here.
fn fold(text: &str) -> String {
    text.nfkd() // compatibility forms apart: full-width, ligatures, mathematical letters, accents
        .filter(|&c| !characters::is_invisible(c) && !characters::is_optional_mark(c))
        .filter(|&c| !is_apostrophe(c)) // "don't" is one word, and so is "dont"
        .flat_map(fold_case)
        .nfkc() // what stays of the marks goes back to its letter
        .collect()
}

/// Full case folding. The way down, up and down again unites what has two small forms (ς σ) or none (ß SS).
fn fold_case(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

/// Keeps what `keep` says; everything else parts words. One space between words, none around them.
fn spaced(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut words = String::with_capacity(text.len());
    let mut parted = false;
    for c in text.chars() {
        if keep(c) {
            if parted && !words.is_empty() {
                words.push(' ');
            }
            parted = false;
            words.extend(once(c));
        } else {
            parted = true;
        }
    }
    words
}

fn is_word_character(c: char) -> bool {
    is_letter(c) || c.general_category_group() == GeneralCategoryGroup::Mark
}

fn is_letter(c: char) -> bool {
    matches!(c.general_category_group(), GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number)
}

/// Signs with a meaning of their own: emoji, currencies, mathematics. Not the two that people use as rulers.
fn is_sign(c: char) -> bool {
    let category = c.general_category();
    let meant = matches!(
        category,
        GeneralCategory::OtherSymbol | GeneralCategory::MathSymbol | GeneralCategory::CurrencySymbol
    );
    meant && !matches!(c, '|' | '~')
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}')
}

fn count_letters(text: &str) -> u32 {
    count(text.chars().filter(|&c| is_letter(c)))
}

fn count(characters: impl Iterator<Item = char>) -> u32 {
    u32::try_from(characters.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
