//! Is a text like another only because both stand in the same frame?

use std::ops::Range;

use super::grams::{Grams, Width, in_order};
use super::similarity::ratio;
use super::skeleton::Skeleton;
use super::stream::weight_of;

/// In letters. Shorter novel runs are edits of a word or two.
const RUN: u32 = 18;
const NOVEL_SHARE: f64 = 0.12;
const NOVEL_PARTS_ALIKE: f64 = 0.2;

/// Whether two texts share their wrapping (a signature, a form letter, a quoted passage) while each says
/// something of its own inside it. Such a pair can look very alike and is still no repeat.
///
/// Two-sided novelty: letters that no shared gram covers are novel, where enough of them stand together. The
/// pair is one frame when both share some stretch of text, both have a fair novel part, and the two novel parts
/// have little in common. A verdict about pairs that are near by [`Similarity`](super::similarity::Similarity);
/// any two texts on one topic may share a phrase, so by itself it says nothing.
pub fn same_frame(a: &Skeleton, b: &Skeleton) -> bool {
    let (in_a, in_b) = (Novelty::of(a, b), Novelty::of(b, a));
    if !in_a.is_fair() || !in_b.is_fair() {
        return false;
    }
    let (a, b) = (in_a.grams(), in_b.grams());
    let shared = a.shared_with(&b);
    ratio(shared, a.len() + b.len() - shared) < NOVEL_PARTS_ALIKE
}

/// The runs of one text that the other does not have.
struct Novelty<'a> {
    runs: Vec<&'a [char]>,
    /// Letters in these runs.
    novel: u32,
    /// Letters of the longest stretch that the other text has too.
    longest_shared: u32,
    letters: u32,
}

impl<'a> Novelty<'a> {
    fn of(text: &'a Skeleton, other: &Skeleton) -> Self {
        let letters = text.stream().letters.as_slice();
        let piece = |range: Range<usize>| letters.get(range).unwrap_or_default();
        let shared = shared_ranges(letters, other);
        let starts = shared.iter().map(|range| range.start).chain([letters.len()]);
        let ends = [0].into_iter().chain(shared.iter().map(|range| range.end));
        let mut runs: Vec<&[char]> = ends.zip(starts).map(|(end, start)| piece(end..start)).collect();
        runs.retain(|run| weight_of(run.iter()) >= RUN);
        Self {
            novel: runs.iter().map(|run| weight_of(run.iter())).sum(),
            longest_shared: shared.into_iter().map(|range| weight_of(piece(range).iter())).max().unwrap_or(0),
            letters: text.letters(),
            runs,
        }
    }

    fn is_fair(&self) -> bool {
        self.longest_shared >= RUN
            && self.novel >= RUN
            && f64::from(self.novel) >= NOVEL_SHARE * f64::from(self.letters)
    }

    /// Cut within each run: where two runs meet, no gram was written.
    fn grams(&self) -> Grams {
        Grams::of_runs(self.runs.iter().copied(), Width::INNER)
    }
}

/// The stretches that grams of the other text cover, in order and apart.
fn shared_ranges(letters: &[char], other: &Skeleton) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for gram in in_order(letters, Width::OUTER).filter(|gram| other.grams().contains(gram.hash)) {
        let end = gram.start + gram.length;
        match ranges.last_mut() {
            Some(last) if gram.start <= last.end => last.end = last.end.max(end),
            _ => ranges.push(gram.start..end),
        }
    }
    ranges
}
