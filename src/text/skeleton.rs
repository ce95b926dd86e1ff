//! What is left of a text that two writers of "the same" text would agree on?

use super::display;
use super::folded::{Class, Folded, fold};
use super::grams::{Grams, Places};
use super::mentions::Mentioning;
use super::own_words::{self, Readings};
use super::stream::{Stream, weight_of};
use super::whole::whole_of;

/// The version of the skeleton, the grams and the fingerprint. Stored with every fingerprint, so
/// any change of a rule or of a Unicode table is a new one: rows of earlier ones are renewed.
pub const FINGERPRINT_VERSION: i16 = 5;

/// Since this version a key means the same, so that a text is found under the keys of any version
/// from this one on, and two fingerprints tell how alike their texts are. Version 4 writes 14 of
/// the 15 keys of version 3. Version 5 reads a few more disguises, and the keys of all other texts
/// are those of version 4.
pub const COMPARABLE_SINCE: i16 = 3;

/// Whether keys of that version mean what those of this one mean.
pub const fn is_comparable(version: i16) -> bool {
    COMPARABLE_SINCE <= version && version <= FINGERPRINT_VERSION
}

/// Below this many letters a text carries too little to be compared but for equality.
const SHORT: u32 = 20;

/// Mentions are all that a text says where no more letters than these stand beside them: with more,
/// it is said to many people.
const BESIDE: u32 = 4;

/// A text reduced to what is compared, in two degrees.
///
/// *Equality* (`==`) looks at the whole text and sees through case, spacing, punctuation, accents,
/// invisible characters, compatibility forms and look-alike letters. Two texts with different
/// numbers, signs, addresses, mentions or quotations are never equal: one person may well write two
/// of them.
///
/// *Nearness* (grams, fingerprint keys, similarity) looks at the author's own words, and sees
/// through numbers, signs, digits for letters, and the letters that a capital `I` hides as well.
/// There a false likeness costs a moderator a glance, never an author their comment.
#[derive(Debug, Clone)]
pub struct Skeleton {
    whole: String,
    stream: Stream,
    places: Places,
    grams: Grams,
    letters: u32,
    /// What links and mentions say where nothing else is said, in letters.
    linked: u32,
}

impl Skeleton {
    /// Reduces a comment body (Markdown or plain text). Linear in its length but for sorting its
    /// grams.
    pub fn of(text: &str) -> Self {
        let Reading {
            whole,
            stream,
            linked,
        } = read(&display::in_order(text));
        let letters = stream.weight();
        let places = Places::of(&stream.letters);
        Self {
            whole,
            grams: places.grams(),
            places,
            letters,
            stream,
            linked,
        }
    }

    /// How much the author's own words say, in letters: a character of Han or kana counts as two
    /// and a half, a syllable of Hangul as one and a half, a number as nothing.
    pub const fn letters(&self) -> u32 {
        self.letters
    }

    /// Whether there are too few letters for anything but equality.
    pub const fn is_short(&self) -> bool {
        self.letters < SHORT
    }

    /// Whether different people say it by chance. Nobody has a long link and no other word by
    /// chance.
    pub const fn is_common(&self) -> bool {
        self.is_short() && self.linked < SHORT
    }

    /// The grams of the author's own words.
    pub const fn grams(&self) -> &Grams {
        &self.grams
    }

    /// Whether both say the same words and numbers, whatever they link to, mention and quote.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.has_the_numbers_of(other) && self.stream.letters == other.stream.letters
    }

    /// Whether the numbers in both are the same ones.
    pub fn has_the_numbers_of(&self, other: &Self) -> bool {
        self.stream.digits == other.stream.digits
    }

    pub(super) const fn places(&self) -> &Places {
        &self.places
    }

    pub(super) const fn stream(&self) -> &Stream {
        &self.stream
    }

    /// What equality looks at.
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

/// A text as it is compared.
struct Reading {
    whole: String,
    stream: Stream,
    linked: u32,
}

/// Quotations count only where the author added too little of their own: "quote, +1" is still seen.
fn read(text: &str) -> Reading {
    let Readings {
        whole: all,
        own,
        quoting,
        mentioning,
    } = own_words::read(text);
    let whole = fold(&all);
    let apart = (own != all).then(|| fold(&own));
    let own = apart.as_deref().unwrap_or(&whole);
    let stream = Stream::of(own);
    let quoting = quoting
        .filter(|_| stream.weight() < SHORT)
        .map(|quoting| fold(&quoting));
    let words = quoting.as_deref().unwrap_or(own);
    let is_said = words
        .iter()
        .any(|it| it.is_said() || it.class == Class::Sign);
    let linked = if is_said { 0 } else { weight_of_words(&whole) };
    let stream = match mentioning.as_ref().and_then(named) {
        Some(named) => named,
        None if quoting.is_some() => Stream::of(words),
        None => stream,
    };
    Reading {
        whole: whole_of(&whole),
        stream,
        linked,
    }
}

/// Mentions are words where they say enough by themselves, and all but a word: "@Order @the
/// @miracle @drops @today".
fn named(Mentioning { words, names }: &Mentioning) -> Option<Stream> {
    let stream = Stream::of(&fold(words));
    let named = Stream::of(&fold(names)).weight();
    let beside = stream.weight().saturating_sub(named);
    (named >= SHORT && beside <= BESIDE).then_some(stream)
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
