//! How much of one text stands in another, and is it a copy or only the same frame?

use super::grams::{self, Grams};
use super::skeleton::Skeleton;

/// How alike two texts are, each from 0 (nothing shared) to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// Shared grams over all grams of both.
    pub jaccard: f64,
    /// Shared grams over those of the text that has fewer: 1 when one text stands whole in the other.
    pub containment: f64,
}

impl Similarity {
    /// Compares the author's own words (Broder 1997: resemblance and containment). Symmetric.
    pub fn between(a: &Skeleton, b: &Skeleton) -> Self {
        let width = grams::common_width(a, b);
        let (a, b) = (Grams::of_width(a.stream(), width), Grams::of_width(b.stream(), width));
        let shared = a.shared_with(&b);
        Self {
            jaccard: ratio(shared, a.len() + b.len() - shared),
            // A text without content does not stand in one that has some.
            containment: if a.is_empty() != b.is_empty() { 0.0 } else { ratio(shared, a.len().min(b.len())) },
        }
    }
}

/// Whether two texts share their wrapping (a signature, a form letter, a quoted passage) while each says
/// something of its own inside it. Such a pair can look very alike and is still no repeat.
///
/// Two-sided novelty: letters that no shared gram covers are novel, where enough of them stand together. The
/// pair is one frame when both share some stretch of text, both have a fair novel part, and the two novel parts
/// have little in common. A verdict about pairs that are near by [`Similarity`]; any two texts on one topic may
/// share a phrase, so by itself it says nothing.
pub fn same_frame(a: &Skeleton, b: &Skeleton) -> bool {
    let width = grams::common_width(a, b);
    let limits = if a.is_cjk() || b.is_cjk() { &Limits::CJK } else { &Limits::OTHER };
    let (in_a, in_b) = (Novelty::of(a, b, width, limits), Novelty::of(b, a, width, limits));
    if !in_a.is_fair(limits) || !in_b.is_fair(limits) {
        return false;
    }
    let (a, b) = (in_a.grams(limits.inner_width), in_b.grams(limits.inner_width));
    let shared = a.shared_with(&b);
    ratio(shared, a.len() + b.len() - shared) < NOVEL_PARTS_ALIKE
}

const NOVEL_PARTS_ALIKE: f64 = 0.2;
const NOVEL_SHARE: f64 = 0.12;

/// In letters.
struct Limits {
    /// Shorter novel runs are edits of a word or two.
    run: usize,
    /// The width of the grams by which novel parts are compared with each other.
    inner_width: usize,
}

impl Limits {
    const OTHER: Self = Self { run: 18, inner_width: 3 };
    const CJK: Self = Self { run: 6, inner_width: 2 };
}

/// The runs of one text that the other does not have.
struct Novelty {
    runs: Vec<String>,
    /// Letters in these runs.
    novel: usize,
    /// Letters of the longest stretch that the other text has too.
    longest_shared: usize,
    letters: usize,
}

impl Novelty {
    fn of(text: &Skeleton, other: &Skeleton, width: usize, limits: &Limits) -> Self {
        let known = Grams::of_width(other.stream(), width);
        let letters: Vec<char> = text.stream().chars().collect();
        let mut shared = vec![false; letters.len()];
        for (start, gram) in grams::in_order(text.stream(), width).into_iter().enumerate() {
            if known.contains(gram) {
                shared.iter_mut().skip(start).take(width).for_each(|covered| *covered = true);
            }
        }
        let marked: Vec<(char, bool)> = letters.into_iter().zip(shared).collect();
        let (mut runs, mut novel, mut longest_shared) = (Vec::new(), 0, 0);
        for run in marked.chunk_by(|(_, left), (_, right)| left == right) {
            match run {
                [(_, true), ..] => longest_shared = longest_shared.max(run.len()),
                _ if run.len() >= limits.run => {
                    novel += run.len();
                    runs.push(run.iter().map(|(letter, _)| letter).collect());
                }
                _ => {}
            }
        }
        Self { runs, novel, longest_shared, letters: marked.len() }
    }

    fn is_fair(&self, limits: &Limits) -> bool {
        self.longest_shared >= limits.run
            && self.novel >= limits.run
            && ratio(self.novel, self.letters) >= NOVEL_SHARE
    }

    /// Cut within each run: where two runs meet, no gram was written.
    fn grams(&self, width: usize) -> Grams {
        Grams::of_all(self.runs.iter().map(String::as_str), width)
    }
}

/// 1 where there is nothing to share: two texts without content are alike.
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { f64_of(part) / f64_of(whole) }
}

fn f64_of(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
