//! Aligns two texts and measures what each of them says that the other does not.

use std::ops::Range;

use super::letter_stream::weight_of;
use super::ngrams::{NgramWidth, Ngrams};
use super::similarity::{Similarity, share};
use super::skeleton::Skeleton;
use super::wrapping::OwnWords;
pub(crate) use super::wrapping::Wrapping;

/// The shortest stretch in common that counts, in letters. Shorter ones are chance.
const MIN_SHARED: u32 = 7;
/// The shortest stretch that is new content, in letters. Shorter ones are edits of a word or two.
const MIN_NEW_RUN: u32 = 16;
/// The part of a text that must be new runs, so that the text has content of its own.
const MIN_NEW_SHARE: f64 = 0.2;
/// From this similarity on the new runs of two texts say the same.
const NEW_RUNS_ALIKE: f64 = 0.2;
/// The shortest stretch that two people do not write by chance, in letters.
const MIN_PASSAGE: u32 = 40;
/// A text only quotes the other one if this part of what they share is between quotation marks.
const MIN_QUOTED: f64 = 0.8;

/// What two texts have in common and what only one of them has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Overlap {
    /// Letters in stretches that both texts have, over all letters of both: 0 to 1. Unlike the
    /// Jaccard similarity of the n-grams it counts a changed word once, not with every n-gram that
    /// reaches into it (greedy string tiling: Wise, "String similarity via greedy string tiling and
    /// running Karp-Rabin matching", 1993).
    pub tiled: f64,
    /// Letters that only the first text has.
    pub only_in_first: u32,
    /// Letters that only the second text has.
    pub only_in_second: u32,
    pub shared: Shared,
    /// Letters in the long stretches that both texts have, longer than chance.
    pub passages: u32,
}

/// What two similar texts share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shared {
    /// What they say.
    Content,
    /// Only the frame (a form letter, an introduction), while each says something else inside it.
    /// Such texts can be very similar without being duplicates.
    FrameOnly,
    /// Only lines at the beginning or the end (a signature), while each says something else beside
    /// them.
    WrappingOnly(Wrapping),
    /// Only a passage that one of them quotes.
    QuotationOnly,
}

impl Overlap {
    /// Aligns two texts. `shared` is meaningful only for texts that are near by [`Similarity`]: any
    /// two texts on one topic share some phrase.
    pub(crate) fn between(a: &Skeleton, b: &Skeleton) -> Self {
        let of_a = Alignment::of(a, b);
        let of_b = Alignment::of(b, a);

        let own = OwnWords::of(a.stream(), b.stream()).filter(|own| !own.are_alike());

        let shared = match own {
            _ if of_a.only_quotes() || of_b.only_quotes() => Shared::QuotationOnly,
            Some(own) => Shared::WrappingOnly(own.wrapping),
            None if Alignment::in_one_frame(&of_a, &of_b) => Shared::FrameOnly,
            None => Shared::Content,
        };

        Self {
            tiled: share(of_a.shared + of_b.shared, of_a.letters() + of_b.letters()),
            only_in_first: of_a.new,
            only_in_second: of_b.new,
            shared,
            passages: of_a.passages.min(of_b.passages),
        }
    }
}

/// One text, aligned with another. All numbers are letters.
struct Alignment<'a> {
    /// Stretches that the other text lacks and that are longer than an edit.
    new_runs: Vec<&'a [char]>,
    shared: u32,
    new: u32,
    longest_shared: u32,
    /// What is shared in stretches of a passage's length.
    passages: u32,
    /// How much of what is shared is between quotation marks.
    quoted: u32,
}

impl<'a> Alignment<'a> {
    fn of(text: &'a Skeleton, other: &Skeleton) -> Self {
        let stream = text.stream();
        let letters = stream.letters.as_slice();
        let piece = |range: &Range<usize>| letters.get(range.clone()).unwrap_or_default();
        let weight = |range: &Range<usize>| weight_of(piece(range).iter());

        let mut shared = shared_ranges(letters, text, other);
        shared.retain(|range| weight(range) >= MIN_SHARED);

        // The new stretches are the gaps between the shared ones.
        let ends = [0].into_iter().chain(shared.iter().map(|range| range.end));
        let starts = shared
            .iter()
            .map(|range| range.start)
            .chain([letters.len()]);
        let new: Vec<Range<usize>> = ends.zip(starts).map(|(end, start)| end..start).collect();

        Self {
            new_runs: new
                .iter()
                .filter(|range| weight(range) >= MIN_NEW_RUN)
                .map(piece)
                .collect(),
            shared: shared.iter().map(weight).sum(),
            new: new.iter().map(weight).sum(),
            longest_shared: shared.iter().map(weight).max().unwrap_or(0),
            passages: shared
                .iter()
                .map(weight)
                .filter(|&letters| letters >= MIN_PASSAGE)
                .sum(),
            quoted: common_weight(&stream.quotations, &shared, weight),
        }
    }

    const fn letters(&self) -> u32 {
        self.shared + self.new
    }

    /// Whether both texts share a stretch, both have content of their own, and the two contents
    /// have little in common.
    fn in_one_frame(a: &Self, b: &Self) -> bool {
        if !a.has_own_content() || !b.has_own_content() {
            return false;
        }

        Similarity::of(&a.new_ngrams(), &b.new_ngrams()).jaccard < NEW_RUNS_ALIKE
    }

    fn has_own_content(&self) -> bool {
        let new: u32 = self.new_runs.iter().map(|run| weight_of(run.iter())).sum();

        self.longest_shared >= MIN_NEW_RUN
            && new >= MIN_NEW_RUN
            && f64::from(new) >= MIN_NEW_SHARE * f64::from(self.letters())
    }

    /// The n-grams of the new runs, each cut within its run: the text has none across two runs.
    fn new_ngrams(&self) -> Ngrams {
        Ngrams::of_runs(self.new_runs.iter().copied(), NgramWidth::PART)
    }

    /// Whether the text quotes the other one and then answers.
    fn only_quotes(&self) -> bool {
        self.longest_shared >= MIN_NEW_RUN
            && self.new >= MIN_NEW_RUN
            && f64::from(self.quoted) >= MIN_QUOTED * f64::from(self.shared)
    }
}

/// The stretches that n-grams of the other text cover, in order and without overlap.
fn shared_ranges(letters: &[char], text: &Skeleton, other: &Skeleton) -> Vec<Range<usize>> {
    let mut begins = vec![false; letters.len()];
    text.positions()
        .for_each_shared(other.positions(), |start| {
            if let Some(begins) = begins.get_mut(start) {
                *begins = true;
            }
        });

    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (start, (&first, _)) in letters
        .iter()
        .zip(&begins)
        .enumerate()
        .filter(|(_, (_, begins))| **begins)
    {
        let end = letters.len().min(start + NgramWidth::TEXT.at(first));
        match ranges.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => ranges.push(start..end),
        }
    }

    ranges
}

/// The weight of the intersection of two lists of ranges. Both are in order and without overlap.
fn common_weight(
    left: &[Range<usize>],
    right: &[Range<usize>],
    weight: impl Fn(&Range<usize>) -> u32,
) -> u32 {
    let mut left = left.iter().peekable();
    let mut right = right.iter().peekable();
    let mut sum = 0;

    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        sum += weight(&(one.start.max(other.start)..one.end.min(other.end)));
        if one.end <= other.end {
            left.next();
        } else {
            right.next();
        }
    }

    sum
}

#[cfg(test)]
mod tests;
