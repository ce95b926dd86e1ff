//! The skeleton of a text: the part of it that is compared with other texts.

use super::bidi;
use super::equality_form::equality_form;
use super::folding::{Class, Foldable, Folded, fold};
use super::letter_stream::{LetterStream, weight_of};
use super::mentions::Mentioning;
use super::ngrams::{NgramPositions, Ngrams};
pub(crate) use super::numbers::NumberChanges;
use super::offer_words::{name_messenger, name_price};
use super::plain_text::{PlainText, plain_text};

/// The version of the skeleton, the n-grams and the fingerprint. Stored with every fingerprint, so
/// any change of a rule or of a Unicode table needs a new one; rows of earlier versions are
/// renewed.
pub const FINGERPRINT_VERSION: i16 = 9;

/// The first version whose keys mean the same as today's: a text is found under the keys of any
/// version from this one on, and two such fingerprints can be compared. Version 4 writes 14 of the
/// 15 keys of version 3. Version 5 recognises more disguises; the keys of all other texts are those
/// of version 4. Version 6 has the keys of version 5; renewing the rows also finds the contacts of
/// comments from before there were any. Version 7 compares the first 32,000 folded characters of a text;
/// all texts that fold to fewer have the keys of version 6. Version 8 has the keys of version 7;
/// renewing the rows finds contacts in more disguises. Version 9 has the keys of version 8; it finds
/// more names.
pub(crate) const COMPARABLE_SINCE: i16 = 3;

/// Whether the keys of that version mean the same as those of this one.
pub(crate) const fn is_comparable(version: i16) -> bool {
    COMPARABLE_SINCE <= version && version <= FINGERPRINT_VERSION
}

/// The most letters of a text: a character of Han counts as two and a half.
pub(crate) const MOST_LETTERS: u64 = 80_000;

/// A text with fewer letters carries too little to be compared except for equality.
const SHORT: u32 = 20;

/// Mentions are the content of a text if at most so many letters are beside them. A text with more
/// letters is addressed to the people it mentions.
const MAX_BESIDE_MENTIONS: u32 = 4;

/// A text reduced to what is compared, in two degrees.
///
/// *Equality* (`==`) looks at the whole text and ignores case, spacing, punctuation, accents,
/// invisible characters, compatibility forms and confusable letters. Two texts with different
/// numbers, signs, URLs, mentions or quotations are never equal: one person may well write both.
///
/// *Nearness* (n-grams, fingerprint keys, similarity) looks at the author's own words, and also
/// ignores numbers, signs, digits that disguise letters, and the two letters that a capital `I`
/// looks like. An error there costs a moderator a glance, but never loses an author's comment.
///
/// The name and the idea are those of UTS #39, section 4.
#[derive(Debug, Clone)]
pub struct Skeleton {
    equality_form: String,
    stream: LetterStream,
    positions: NgramPositions,
    ngrams: Ngrams,
    letters: u32,
    /// The letters of links and mentions if the text says nothing else; otherwise 0.
    letters_of_links: u32,
    /// Whether a URL, a mention or an email address is in the text.
    has_contact: bool,
    /// Whether only the beginning of the text is compared.
    is_cut: bool,
}

impl Skeleton {
    /// Reduces a comment body (Markdown or plain text). Linear in its length, except for sorting
    /// its n-grams.
    pub fn of(text: &str) -> Self {
        let Reading {
            equality_form,
            stream,
            letters_of_links,
            has_contact,
            is_cut,
        } = read(&bidi::display_order(text));
        let letters = stream.weight();
        let positions = NgramPositions::of(&stream.letters);

        Self {
            equality_form,
            ngrams: positions.ngrams(),
            positions,
            letters,
            stream,
            letters_of_links,
            has_contact,
            is_cut,
        }
    }

    /// Whether the text folds to more characters than are compared.
    pub(crate) const fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The length of the author's own words in letters: a character of Han or kana counts as two
    /// and a half, a syllable of Hangul as one and a half, a number as nothing.
    pub(crate) const fn letters(&self) -> u32 {
        self.letters
    }

    /// Whether there are too few letters for anything but equality.
    pub(crate) const fn is_short(&self) -> bool {
        self.letters < SHORT
    }

    /// Whether different people write this text by chance. Nobody posts a long link alone by
    /// chance.
    pub(crate) const fn is_common(&self) -> bool {
        self.is_short() && self.letters_of_links < SHORT
    }

    /// The n-grams of the author's own words.
    pub const fn ngrams(&self) -> &Ngrams {
        &self.ngrams
    }

    /// Whether both texts have the same numbers.
    pub(crate) fn has_the_numbers_of(&self, other: &Self) -> bool {
        self.stream
            .numbers
            .digits()
            .eq(other.stream.numbers.digits())
    }

    /// The numbers that differ; `None` if one text has more of them.
    pub(crate) fn number_changes(&self, other: &Self) -> Option<NumberChanges> {
        self.stream.numbers.changes(&other.stream.numbers)
    }

    /// The letters of the lines that have numbers: not those of a signature below them.
    pub(crate) fn letters_beside_numbers(&self) -> u32 {
        self.stream.weight_of_numbered_lines()
    }

    /// Whether the own words of both texts are the same but for their numbers.
    pub(crate) fn has_the_words_of(&self, other: &Self) -> bool {
        self.stream.letters == other.stream.letters
    }

    /// Whether the text names a link, a contact or a price, as advertisements do. True too often
    /// rather than too rarely.
    pub(crate) fn names_offer(&self) -> bool {
        self.has_contact
            || self.stream.names_offer
            || self.stream.numbers.name_contact()
            || name_price(&self.stream.letters)
            || name_messenger(&self.stream.letters)
    }

    pub(super) const fn positions(&self) -> &NgramPositions {
        &self.positions
    }

    pub(super) const fn stream(&self) -> &LetterStream {
        &self.stream
    }

    pub(super) fn equality_form(&self) -> &str {
        &self.equality_form
    }
}

impl PartialEq for Skeleton {
    fn eq(&self, other: &Self) -> bool {
        self.equality_form == other.equality_form
    }
}

impl Eq for Skeleton {}

/// The parts of a skeleton that come directly from the text.
struct Reading {
    equality_form: String,
    stream: LetterStream,
    letters_of_links: u32,
    has_contact: bool,
    is_cut: bool,
}

/// Quotations count only if the author added too little, so that "quote, +1" is still recognised.
fn read(text: &str) -> Reading {
    let PlainText {
        full,
        own,
        with_quotations,
        with_mentions,
        has_contact,
    } = plain_text(text);

    let folded_full = fold(&full);
    let folded_own = (own != full).then(|| fold(&own));
    let own = folded_own.as_deref().unwrap_or(&folded_full);

    let stream = LetterStream::of(own);
    let quoting = with_quotations
        .filter(|_| stream.weight() < SHORT)
        .map(|text| fold(&text));
    let words = quoting.as_deref().unwrap_or(own);

    let has_words = words
        .iter()
        .any(|it| it.is_said() || it.class == Class::Sign);
    let letters_of_links = if has_words {
        0
    } else {
        weight_of_words(&folded_full)
    };

    let stream = match with_mentions.as_ref().and_then(stream_of_mentions) {
        Some(of_mentions) => of_mentions,
        None if quoting.is_some() => LetterStream::of(words),
        None => stream,
    };

    let rest = Foldable::of(&full).rest;

    Reading {
        equality_form: whole_equality_form(&folded_full, rest),
        stream,
        letters_of_links,
        has_contact,
        is_cut: !rest.is_empty(),
    }
}

/// The equality form of a text, whose rest is taken as it is written: folding all of a long text
/// costs too much, and leaving the rest out would call texts equal that end differently.
fn whole_equality_form(folded: &[Folded], rest: &str) -> String {
    let mut form = equality_form(folded);
    if !rest.is_empty() {
        form.push('\n');
        form.push_str(rest);
    }

    form
}

/// The stream with mentions as words, if they are long enough and nearly the only words: "@Order
/// @the @miracle @drops @today".
fn stream_of_mentions(mentioning: &Mentioning) -> Option<LetterStream> {
    let stream = LetterStream::of(&fold(&mentioning.words));
    let of_names = LetterStream::of(&fold(&mentioning.names)).weight();
    let beside = stream.weight().saturating_sub(of_names);

    (of_names >= SHORT && beside <= MAX_BESIDE_MENTIONS).then_some(stream)
}

fn weight_of_words(folded: &[Folded]) -> u32 {
    let letters: Vec<char> = folded
        .iter()
        .filter(|it| it.is_said() && it.class != Class::Digit)
        .map(|it| it.character)
        .collect();

    weight_of(letters.iter())
}

#[cfg(test)]
mod tests;
