//! What does each of two texts say that the other does not?

use std::ops::Range;

use super::grams::{Grams, Width};
use super::similarity::{Similarity, share};
use super::skeleton::Skeleton;
use super::stream::weight_of;

/// In letters. A shorter stretch in common is chance.
const COMMON: u32 = 7;
/// In letters. Shorter novel runs are edits of a word or two.
const RUN: u32 = 16;
const NOVEL_SHARE: f64 = 0.2;
const NOVEL_PARTS_ALIKE: f64 = 0.2;
/// So much of what is shared stands between quotation marks where a text only quotes the other.
const QUOTED: f64 = 0.8;

/// Two texts laid over each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// Letters in stretches that both have, over all letters of both: 0 to 1. Unlike the Jaccard
    /// similarity of the grams it counts a changed word once, not with all the grams that reach
    /// into it (greedy string tiling: Wise, "String similarity via greedy string tiling and running
    /// Karp-Rabin matching", 1993).
    pub tiled: f64,
    /// Letters that only the first text has.
    pub only_in_first: u32,
    /// Letters that only the second text has.
    pub only_in_second: u32,
    pub content: Content,
}

/// Is it what they say that two texts share, or what stands around it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Shared,
    /// They share their wrapping (a signature, a form letter, a quoted passage) while each says
    /// something of its own inside it. Such a pair can look very alike and is still no repeat.
    OwnInOneFrame,
}

impl Overlap {
    /// A judgement about pairs that are near by [`Similarity`]: any two texts on one
    /// topic share some phrase.
    pub fn between(a: &Skeleton, b: &Skeleton) -> Self {
        let (of_a, of_b) = (Novelty::of(a, b), Novelty::of(b, a));
        let framed =
            Novelty::in_one_frame(&of_a, &of_b) || of_a.only_quotes() || of_b.only_quotes();
        Self {
            tiled: share(of_a.shared + of_b.shared, of_a.letters() + of_b.letters()),
            only_in_first: of_a.new,
            only_in_second: of_b.new,
            content: if framed {
                Content::OwnInOneFrame
            } else {
                Content::Shared
            },
        }
    }
}

/// One text, as another sees it. All numbers are letters.
struct Novelty<'a> {
    /// Stretches that the other does not have and that are longer than an edit.
    runs: Vec<&'a [char]>,
    shared: u32,
    new: u32,
    longest_shared: u32,
    /// Of what is shared, how much stands between quotation marks.
    quoted: u32,
}

impl<'a> Novelty<'a> {
    fn of(text: &'a Skeleton, other: &Skeleton) -> Self {
        let stream = text.stream();
        let letters = stream.letters.as_slice();
        let piece = |range: &Range<usize>| letters.get(range.clone()).unwrap_or_default();
        let weight = |range: &Range<usize>| weight_of(piece(range).iter());
        let mut shared = shared_ranges(letters, text, other);
        shared.retain(|range| weight(range) >= COMMON);
        let ends = [0].into_iter().chain(shared.iter().map(|range| range.end));
        let starts = shared
            .iter()
            .map(|range| range.start)
            .chain([letters.len()]);
        let new: Vec<Range<usize>> = ends.zip(starts).map(|(end, start)| end..start).collect();
        Self {
            runs: new
                .iter()
                .filter(|range| weight(range) >= RUN)
                .map(piece)
                .collect(),
            shared: shared.iter().map(weight).sum(),
            new: new.iter().map(weight).sum(),
            longest_shared: shared.iter().map(weight).max().unwrap_or(0),
            quoted: common(&stream.quotations, &shared, weight),
        }
    }

    const fn letters(&self) -> u32 {
        self.shared + self.new
    }

    /// Two-sided novelty: both share some stretch of text, both have a fair novel part, and the two
    /// novel parts have little in common.
    fn in_one_frame(a: &Self, b: &Self) -> bool {
        if !a.is_fair() || !b.is_fair() {
            return false;
        }
        let (a, b) = (a.grams(), b.grams());
        Similarity::of(&a, &b).jaccard < NOVEL_PARTS_ALIKE
    }

    fn is_fair(&self) -> bool {
        let novel: u32 = self.runs.iter().map(|run| weight_of(run.iter())).sum();
        self.longest_shared >= RUN
            && novel >= RUN
            && f64::from(novel) >= NOVEL_SHARE * f64::from(self.letters())
    }

    /// Cut within each run: where two runs meet, no gram was written.
    fn grams(&self) -> Grams {
        Grams::of_runs(self.runs.iter().copied(), Width::INNER)
    }

    /// "So you say" and the other text, and then an answer.
    fn only_quotes(&self) -> bool {
        self.longest_shared >= RUN
            && self.new >= RUN
            && f64::from(self.quoted) >= QUOTED * f64::from(self.shared)
    }
}

/// The stretches that grams of the other text cover, in order and apart.
fn shared_ranges(letters: &[char], text: &Skeleton, other: &Skeleton) -> Vec<Range<usize>> {
    let mut begins = vec![false; letters.len()];
    text.places().for_each_shared(other.places(), |start| {
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
        let end = letters.len().min(start + Width::OUTER.at(first));
        match ranges.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => ranges.push(start..end),
        }
    }
    ranges
}

/// The length of what two lists of ranges have in common, both in order and apart.
fn common(
    left: &[Range<usize>],
    right: &[Range<usize>],
    weight: impl Fn(&Range<usize>) -> u32,
) -> u32 {
    let (mut left, mut right, mut sum) = (left.iter().peekable(), right.iter().peekable(), 0);
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
