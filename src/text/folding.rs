//! Folds each character to the form in which texts are compared.

use std::iter::once;
use std::sync::OnceLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::{characters, confusables};

/// The role of a folded character in a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter of a Latin word, or one that looks like it: digits inside may disguise letters.
    Latin,
    /// A letter of any other alphabet, or a spacing mark that distinguishes words.
    Letter,
    /// A mark above or below such a letter that distinguishes words.
    Mark,
    /// A character of a script that writes a word in few characters.
    Dense,
    /// `0` to `9`, from the digits of any script.
    Digit,
    /// A symbol with a meaning: emoji, currencies, mathematics.
    Sign,
    /// White space, punctuation and everything else that separates words.
    Gap,
    /// Ignored: invisible characters, optional marks, apostrophes ("don't" is one word, and so is
    /// "dont").
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Folded {
    pub character: char,
    pub class: Class,
}

impl Folded {
    const NOTHING: Self = Self {
        character: '\0',
        class: Class::Nothing,
    };

    /// Whether it is part of a word or a number.
    pub(crate) fn is_said(&self) -> bool {
        matches!(
            self.class,
            Class::Latin | Class::Letter | Class::Mark | Class::Dense | Class::Digit
        )
    }

    /// Whether it shows nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.class == Class::Nothing || self.class == Class::Gap && self.character.is_whitespace()
    }
}

/// The most folded characters of a text that are compared. Ten thousand characters of any script
/// have fewer, but one character of compatibility can fold to eighteen letters.
pub(super) const FOLDED_CHARACTERS: usize = 32_000;

/// The most folded characters that a byte of a text becomes: U+FDFA has three bytes.
const MOST_OF_A_BYTE: usize = 6;

/// A text whose beginning is compared letter by letter, and whose rest is not.
pub(super) struct Foldable<'a> {
    pub beginning: &'a str,
    /// Empty unless the text folds to more than [`FOLDED_CHARACTERS`] characters.
    pub rest: &'a str,
}

impl<'a> Foldable<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let most = text.len().saturating_mul(MOST_OF_A_BYTE);
        if most <= FOLDED_CHARACTERS {
            return Self {
                beginning: text,
                rest: "",
            };
        }

        let mut left = FOLDED_CHARACTERS;
        let end = text.char_indices().find(|&(_, c)| {
            let length = with_entry(c, |entry| 1 + entry.rest.len()).unwrap_or_default();
            match left.checked_sub(length) {
                Some(after) => left = after,
                None => return true,
            }
            false
        });
        let end = end.map_or(text.len(), |(at, _)| at);
        let (beginning, rest) = text.split_at_checked(end).unwrap_or((text, ""));

        Self { beginning, rest }
    }
}

/// The folded characters of the [`Foldable`] beginning of a text, in order: lower-case, without compatibility forms, confusable
/// letters, optional marks and invisible characters. Each character folds independently of its
/// neighbours, except that a mark on a letter of another script is removed. A text that is not
/// composed (NFKC, UAX #15) is composed first.
pub(super) fn fold(text: &str) -> Vec<Folded> {
    let text = Foldable::of(text).beginning;
    let mut folded = Vec::with_capacity(text.len());
    let mut base = ' ';
    let is_composed = text.is_ascii()
        || !text.chars().any(characters::is_invisible)
            && is_nfkc_quick(text.chars()) == IsNormalized::Yes;

    if is_composed {
        text.chars()
            .for_each(|c| fold_one(c, &mut base, &mut folded));
    } else {
        let visible = text
            .chars()
            .filter(|&c| !characters::is_invisible(c))
            .map(|c| variant(c).unwrap_or(c));
        visible
            .nfkc()
            .for_each(|c| fold_one(c, &mut base, &mut folded));
    }

    folded
}

/// Gives the folded characters of one character, without regard to its neighbours.
pub(super) fn fold_character(c: char, mut take: impl FnMut(Folded)) {
    with_entry(c, |entry| {
        take(entry.first);
        entry.rest.iter().copied().for_each(take);
    });
}

fn fold_one(c: char, base: &mut char, folded: &mut Vec<Folded>) {
    with_entry(c, |entry| {
        match entry.first.class {
            Class::Mark if characters::is_foreign_mark(c, *base) => return,
            Class::Mark | Class::Nothing => {}
            _ => *base = c,
        }

        folded.push(entry.first);
        folded.extend_from_slice(&entry.rest);
    });
}

/// The folded form of one character: usually one other character.
struct Entry {
    first: Folded,
    rest: Box<[Folded]>,
}

const PAGE: usize = 256;
/// The first character beyond the scripts and symbols of planes 0 and 1.
const BEYOND: char = '\u{20000}';
const PAGES: usize = 0x2_0000 / PAGE;

/// The folded form of every character before [`BEYOND`]. A page is computed when a text first needs
/// it, because most sites use few scripts. Beyond, nearly all characters fold to themselves, and a
/// text with one of each page would have all of 35 MB computed.
static TABLE: [OnceLock<Box<[Entry]>>; PAGES] = [const { OnceLock::new() }; PAGES];

fn with_entry<T>(c: char, read: impl FnOnce(&Entry) -> T) -> Option<T> {
    if c >= BEYOND {
        return Some(read(&Entry::beyond(c)));
    }

    let code = usize::try_from(u32::from(c)).ok()?;
    let page = TABLE.get(code / PAGE)?.get_or_init(|| page_of(c));

    page.get(code % PAGE).map(read)
}

#[cold]
fn page_of(c: char) -> Box<[Entry]> {
    let start = u32::from(c) & !0xFF;
    (start..=start | 0xFF)
        .map(|code| Entry::of(char::from_u32(code).unwrap_or('\0')))
        .collect()
}

impl Entry {
    /// The same as [`Entry::of`] for a character beyond planes 0 and 1: only the ideographs for
    /// compatibility and what is left out do not fold to themselves.
    fn beyond(c: char) -> Self {
        if is_left_out(c) || matches!(c, '\u{2F800}'..='\u{2FA1F}') {
            return Self::of(c);
        }

        Self {
            first: Folded {
                character: c,
                class: class(c, c),
            },
            rest: Box::default(),
        }
    }

    fn of(c: char) -> Self {
        let mut folded = spell(c).into_iter().map(|character| Folded {
            character,
            class: class(c, character),
        });

        Self {
            first: folded.next().unwrap_or(Folded::NOTHING),
            rest: folded.collect(),
        }
    }
}

/// The folded spelling of a character: without compatibility forms and optional marks, case folded,
/// confusable letters and variants unified.
fn spell(c: char) -> Vec<char> {
    // A variant first: its canonical parts are those of another letter.
    let bare = once(variant(c).unwrap_or(c))
        .nfkd()
        .filter(|&c| !is_left_out(c));

    bare.flat_map(fold_case).nfkc().flat_map(unify).collect()
}

/// The iota below a Greek vowel stays, because capitals write it as a letter.
const fn is_left_out(c: char) -> bool {
    let is_mark = characters::is_optional_mark(c) && c != '\u{0345}';
    is_mark || characters::is_invisible(c) || is_apostrophe(c)
}

/// Full case folding. Lower, upper and lower again unifies letters with two small forms (ς σ) or
/// without a capital (ß SS).
pub(super) fn fold_case(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
}

/// One form for all spellings of one letter.
fn unify(c: char) -> impl Iterator<Item = char> {
    let one = variant(c).or_else(|| digit(c));
    let one = one.unwrap_or(c);

    let (first, second) = match one {
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        _ => (confusables::prototype_of(one).unwrap_or(one), None),
    };

    once(first).chain(second)
}

/// Variants that Unicode does not unify. Persian and Arabic keyboards have different characters for
/// some letters of the same sound and shape. (No further pairs: ک and ڪ, ه and ھ, ی and ې are two
/// letters each in Sindhi, Urdu or Uyghur.) Letters in dark circles and squares have no
/// compatibility form, and the lunate sigma has that of a letter of another shape.
fn variant(c: char) -> Option<char> {
    Some(match c {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ٱ' => 'ا',
        'ة' | 'ۀ' | 'ہ' => 'ه',
        'ϲ' | 'Ϲ' => 'c',
        '\u{1F150}'..='\u{1F169}' => return nth_after(b'a', c, '\u{1F150}'),
        '\u{1F170}'..='\u{1F189}' => return nth_after(b'a', c, '\u{1F170}'),
        _ => return None,
    })
}

/// The ASCII digit of a decimal digit of any script. In Unicode the ten digits of a script follow
/// each other, from zero on.
pub(super) fn digit(c: char) -> Option<char> {
    let is_digit = |c: char| c.general_category() == GeneralCategory::DecimalNumber;
    let zero = ('\0'..=c).rev().take_while(|&c| is_digit(c)).last()?;
    let value = (u32::from(c) - u32::from(zero)) % 10;

    char::from_digit(value, 10)
}

fn nth_after(base: u8, c: char, first: char) -> Option<char> {
    let distance = u8::try_from(u32::from(c).checked_sub(u32::from(first))?).ok()?;
    base.checked_add(distance).map(char::from)
}

fn class(origin: char, folded: char) -> Class {
    match folded {
        '0'..='9' => Class::Digit,
        'a'..='z' if may_be_latin(origin) => Class::Latin,
        _ if characters::is_dense(folded) => Class::Dense,
        _ if is_nonspacing_mark(folded) => Class::Mark,
        _ => match folded.general_category_group() {
            GeneralCategoryGroup::Letter
            | GeneralCategoryGroup::Number
            | GeneralCategoryGroup::Mark => Class::Letter,
            _ if is_sign(folded) => Class::Sign,
            _ => Class::Gap,
        },
    }
}

fn is_nonspacing_mark(c: char) -> bool {
    matches!(
        c.general_category(),
        GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark
    )
}

/// A letter from Hebrew to the Indic scripts may look like a Latin one, but a digit beside it is
/// still a number.
const fn may_be_latin(origin: char) -> bool {
    !matches!(origin, '\u{0590}'..='\u{1CFF}')
}

/// Symbols, except the two that people repeat as rulers.
fn is_sign(c: char) -> bool {
    let category = c.general_category();
    let is_symbol = matches!(
        category,
        GeneralCategory::OtherSymbol
            | GeneralCategory::MathSymbol
            | GeneralCategory::CurrencySymbol
    );

    is_symbol && !matches!(c, '|' | '~')
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}')
}

#[cfg(test)]
mod tests;
