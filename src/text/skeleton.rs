//! What is left of a text that two writers of "the same" text would agree on?

use super::folded::{Class, Folded, fold};
use super::grams::{Grams, Places};
use super::own_words;
use super::stream::{Reader, Stream, half_letters};

/// The version of the skeleton, the grams and the fingerprint. Stored with every fingerprint: texts are only
/// compared within one version, so any change of a rule or of a Unicode table is a new one.
pub const FINGERPRINT_VERSION: i16 = 3;

/// Below this many letters a text carries too little to be compared but for equality.
const SHORT: u32 = 20;

/// A text reduced to what is compared, in two degrees.
///
/// *Equality* (`==`) looks at the whole text and sees through case, spacing, punctuation, accents, invisible
/// characters, compatibility forms and look-alike letters. Two texts with different numbers, addresses, mentions
/// or quotations are never equal: one person may well write two of them.
///
/// *Nearness* (grams, fingerprint keys, similarity) looks at the author's own words, and sees through numbers,
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
        let (whole, stream) = read(text);
        let letters = stream.weight();
        let places = Places::of(&stream.letters);
        Self { whole, grams: places.grams(), places, letters, stream }
    }

    /// How much the author's own words say, in letters: a character of Han, kana or Hangul counts as two and a
    /// half, a number as nothing.
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
    let (mut whole, mut reader) = (Whole::default(), Reader::default());
    if readings.own == readings.whole {
        fold(&readings.whole, |folded| {
            whole.take(folded);
            reader.take(folded);
        });
        return (whole.finish(&readings.whole), reader.finish());
    }
    fold(&readings.whole, |folded| whole.take(folded));
    let own = Stream::of(&readings.own);
    let stream = match readings.quoting {
        Some(quoting) if own.weight() < SHORT => Stream::of(&quoting),
        _ => own,
    };
    (whole.finish(&readings.whole), stream)
}

/// Collects what equality looks at.
#[derive(Default)]
struct Whole {
    kept: String,
    half_letters: u32,
}

impl Whole {
    fn take(&mut self, Folded { character, class }: Folded) {
        if matches!(class, Class::Latin | Class::Letter | Class::Dense | Class::Digit) {
            self.kept.push(character);
            self.half_letters += half_letters(character);
        }
    }

    /// In a short text each sign counts: "+1" is not "1", one emoji is not another; and a text of nothing but
    /// punctuation is not every other such text.
    fn finish(self, text: &str) -> String {
        if self.half_letters >= SHORT * 2 {
            return self.kept;
        }
        let (mut signed, mut all) = (String::new(), String::new());
        fold(text, |Folded { character, class }| match class {
            Class::Nothing => {}
            Class::Gap if character.is_whitespace() => {}
            Class::Gap => all.push(character),
            _ => {
                all.push(character);
                signed.push(character);
            }
        });
        if signed.is_empty() { all } else { signed }
    }
}

#[cfg(test)]
mod tests;
