//! What is left of a text that two writers of "the same" text would agree on?

use super::folded::fold;
use super::grams::{Grams, Places};
use super::stream::Stream;
use super::whole::whole_of;
use super::{display, own_words};

/// The version of the skeleton, the grams and the fingerprint. Stored with every fingerprint, so any change of a rule
/// or of a Unicode table is a new one: rows of earlier ones are renewed.
pub const FINGERPRINT_VERSION: i16 = 4;

/// Since this version a key means the same, so that a text is found under the keys of any version from this one on,
/// and two fingerprints tell how alike their texts are. Version 4 writes 14 of the 15 keys of version 3.
pub const COMPARABLE_SINCE: i16 = 3;

/// Whether keys of that version mean what those of this one mean.
pub const fn is_comparable(version: i16) -> bool {
    COMPARABLE_SINCE <= version && version <= FINGERPRINT_VERSION
}

/// Below this many letters a text carries too little to be compared but for equality.
const SHORT: u32 = 20;

/// A text reduced to what is compared, in two degrees.
///
/// *Equality* (`==`) looks at the whole text and sees through case, spacing, punctuation, accents, invisible
/// characters, compatibility forms and look-alike letters. Two texts with different numbers, signs, addresses,
/// mentions or quotations are never equal: one person may well write two of them.
///
/// *Nearness* (grams, fingerprint keys, similarity) looks at the author's own words, and sees through numbers, signs,
/// digits for letters, and the letters that a capital `I` hides as well. There a false likeness costs a moderator
/// a glance, never an author their comment.
#[derive(Debug, Clone)]
pub struct Skeleton {
    whole: String,
    stream: Stream,
    places: Places,
    grams: Grams,
    letters: u32,
}

impl Skeleton {
    /// Reduces a comment body (Markdown or plain text). Linear in its length but for sorting its grams.
    pub fn of(text: &str) -> Self {
        let (whole, stream) = read(&display::in_order(text));
        let letters = stream.weight();
        let places = Places::of(&stream.letters);
        Self { whole, grams: places.grams(), places, letters, stream }
    }

    /// How much the author's own words say, in letters: a character of Han or kana counts as two and a half, a
    /// syllable of Hangul as one and a half, a number as nothing.
    pub const fn letters(&self) -> u32 {
        self.letters
    }

    /// Whether there are too few letters for anything but equality.
    pub const fn is_short(&self) -> bool {
        self.letters < SHORT
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

/// Quotations count only where the author added too little of their own: "quote, +1" is still seen.
fn read(text: &str) -> (String, Stream) {
    let readings = own_words::read(text);
    let whole = fold(&readings.whole);
    if readings.own == readings.whole {
        return (whole_of(&whole), Stream::of(&whole));
    }
    let own = Stream::of(&fold(&readings.own));
    let stream = match readings.quoting {
        Some(quoting) if own.weight() < SHORT => Stream::of(&fold(&quoting)),
        _ => own,
    };
    (whole_of(&whole), stream)
}

#[cfg(test)]
mod tests;
