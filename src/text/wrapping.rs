//! Separates what two texts say from the lines around it that both have word for word: a signature,
//! a greeting, a disclaimer.

use std::iter::once;

use super::letter_stream::{LetterStream, Line, weight_of, weight_of_words};
use super::ngrams::{NgramWidth, Ngrams};
use super::similarity::Similarity;

/// More lines in common are no wrapping but content.
const MAX_LINES: usize = 4;
/// The most letters of a wrapping: a signature of three long lines.
const MAX_LETTERS: u32 = 300;
/// If both texts have fewer letters below a first paragraph in common, they have other endings and
/// no other content.
const MIN_BELOW_PARAGRAPH: u32 = 12;
/// With fewer letters of its own a text says no word.
const MIN_WORD: u32 = 4;
/// The shorter own words must have so many letters to be found in the longer ones.
const MIN_CONTAINED: u32 = 16;
/// From this similarity of their n-grams on, own words say the same.
const ALIKE: f64 = 0.2;
/// Own words say the same if the longer ones contain this part of the shorter ones.
const CONTAINED: f64 = 0.6;
/// The shortest sentence that is told, in letters.
const MIN_SENTENCE: u32 = 15;

/// The parts of two texts between the lines that both begin and end with.
#[derive(Debug)]
pub(super) struct OwnWords<'a> {
    pub first: &'a [char],
    pub second: &'a [char],
    pub wrapping: Wrapping,
}

/// The lines that two texts begin and end with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrapping {
    /// Those in the first paragraphs.
    pub letters_above: u32,
    /// The sentences that end in the wrapping. An advertisement is told in sentences; most
    /// signatures are not.
    pub sentences: u32,
}

impl<'a> OwnWords<'a> {
    /// `None` if the texts have no such lines, or one of them says nothing beside them.
    pub(crate) fn of(a: &'a LetterStream, b: &'a LetterStream) -> Option<Self> {
        let (own_a, own_b) = (TextLines::of(a), TextLines::of(b));

        let below = own_a.last_in_common(own_b);
        let (own_a, own_b) = (own_a.without_last(below), own_b.without_last(below));
        let above = own_a.first_in_common(own_b);
        let (inner_a, inner_b) = (own_a.without_first(above), own_b.without_first(above));

        let has_paragraph =
            above > 0 && (inner_a.says(MIN_BELOW_PARAGRAPH) || inner_b.says(MIN_BELOW_PARAGRAPH));
        let (own_a, own_b) = if has_paragraph {
            (inner_a, inner_b)
        } else {
            (own_a, own_b)
        };

        let is_wrapped = below > 0 || has_paragraph;
        if !is_wrapped || !own_a.says(MIN_WORD) || !own_b.says(MIN_WORD) {
            return None;
        }

        Some(Self {
            first: own_a.letters(),
            second: own_b.letters(),
            wrapping: own_a.wrapping().larger_of(own_b.wrapping()),
        })
    }

    /// Whether the own words say the same, perhaps with edits.
    pub(crate) fn are_alike(&self) -> bool {
        let [first, second] =
            [self.first, self.second].map(|words| Ngrams::of_runs(once(words), NgramWidth::PART));
        let Similarity {
            jaccard,
            containment,
        } = Similarity::of(&first, &second);
        let shorter = weight_of_words(self.first.iter()).min(weight_of_words(self.second.iter()));

        jaccard >= ALIKE || shorter >= MIN_CONTAINED && containment >= CONTAINED
    }
}

impl Wrapping {
    fn larger_of(self, other: Self) -> Self {
        Self {
            letters_above: self.letters_above.max(other.letters_above),
            sentences: self.sentences.max(other.sentences),
        }
    }
}

/// Some lines of a text that follow each other.
#[derive(Debug, Clone, Copy)]
struct TextLines<'a> {
    stream: &'a LetterStream,
    lines: &'a [Line],
}

impl<'a> TextLines<'a> {
    fn of(stream: &'a LetterStream) -> Self {
        Self {
            stream,
            lines: &stream.lines,
        }
    }

    fn line(self, line: &Line) -> &'a [char] {
        self.stream
            .letters
            .get(line.range.clone())
            .unwrap_or_default()
    }

    /// The letters from the first line to the last one.
    fn letters(self) -> &'a [char] {
        let (Some(first), Some(last)) = (self.lines.first(), self.lines.last()) else {
            return &[];
        };

        self.stream
            .letters
            .get(first.range.start..last.range.end)
            .unwrap_or_default()
    }

    fn says(self, letters: u32) -> bool {
        weight_of_words(self.letters().iter()) >= letters
    }

    /// How many last lines both texts have, as far as they can be a signature.
    fn last_in_common(self, other: Self) -> usize {
        let pairs = self.lines.iter().rev().zip(other.lines.iter().rev());
        let mut letters = 0;

        pairs
            .take(MAX_LINES)
            .take_while(|(one, another)| {
                letters += weight_of_words(self.line(one).iter());

                self.line(one) == other.line(another) && letters <= MAX_LETTERS
            })
            .count()
    }

    /// How many first lines both texts have, as far as they are whole paragraphs and can be an
    /// introduction.
    fn first_in_common(self, other: Self) -> usize {
        let mut letters = 0;
        let equal = self
            .lines
            .iter()
            .zip(other.lines)
            .take(MAX_LINES)
            .take_while(|(one, another)| {
                letters += weight_of_words(self.line(one).iter());

                self.line(one) == other.line(another) && letters <= MAX_LETTERS
            })
            .count();

        let ends_paragraph = |lines: Self, at: usize| {
            lines
                .lines
                .get(at)
                .is_some_and(|line| line.begins_paragraph)
        };

        (1..=equal)
            .rev()
            .find(|&at| ends_paragraph(self, at) && ends_paragraph(other, at))
            .unwrap_or(0)
    }

    fn without_last(self, count: usize) -> Self {
        let kept = self.lines.len().saturating_sub(count);

        Self {
            lines: self.lines.get(..kept).unwrap_or_default(),
            ..self
        }
    }

    fn without_first(self, count: usize) -> Self {
        Self {
            lines: self.lines.get(count..).unwrap_or_default(),
            ..self
        }
    }

    /// What the text has before and behind these lines.
    fn wrapping(self) -> Wrapping {
        let (Some(first), Some(last)) = (self.lines.first(), self.lines.last()) else {
            return Wrapping {
                letters_above: 0,
                sentences: 0,
            };
        };

        let (from, to) = (first.range.start, last.range.end);
        let letters = &self.stream.letters;
        let before = letters.get(..from).unwrap_or_default();
        let sentences = self.stream.sentences.iter().filter(|sentence| {
            let is_outside = sentence.end <= from + 1 || to <= sentence.start + 1;
            let sentence = letters.get((*sentence).clone()).unwrap_or_default();

            is_outside && weight_of(sentence.iter()) >= MIN_SENTENCE
        });

        Wrapping {
            letters_above: weight_of_words(before.iter()),
            sentences: u32::try_from(sentences.count()).unwrap_or(u32::MAX),
        }
    }
}
