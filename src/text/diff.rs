//! The words that an edit kept, added and removed.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use strum::IntoStaticStr;
use unicode_segmentation::UnicodeSegmentation;

/// What an edit did to a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub(crate) enum Op {
    Equal,
    Insert,
    Delete,
}

impl Op {
    /// The name in JSON and docs.
    pub(crate) const fn as_str(self) -> &'static str {
        self.into_str()
    }
}

/// A stretch of text with one operation. Neighbouring spans have different ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub op: Op,
    pub text: String,
}

/// What the differences of several pairs of texts may still cost. A pair that costs more is shown
/// as one deletion and one insertion.
#[derive(Debug)]
pub(crate) struct DiffBudget {
    /// A step compares two words.
    pub steps: u64,
    pub steps_of_a_pair: u64,
    pub spans: usize,
    pub spans_of_a_pair: usize,
    /// Whether it did not suffice for a pair.
    pub is_hit: bool,
}

/// The steps in whose time a byte of text is split into words.
const STEPS_FOR_A_BYTE: usize = 50;

impl DiffBudget {
    /// Takes the steps, if that many are left.
    fn take(&mut self, steps: usize) -> Option<()> {
        let steps = u64::try_from(steps).ok()?;
        if steps > self.steps_of_a_pair {
            return None;
        }

        self.steps = self.steps.checked_sub(steps)?;
        Some(())
    }

    /// Takes the spans of a difference, if that many are left.
    fn take_spans(&mut self, spans: &[Span]) -> Option<()> {
        if spans.len() > self.spans_of_a_pair {
            return None;
        }

        self.spans = self.spans.checked_sub(spans.len())?;
        Some(())
    }
}

/// The difference by words (UAX #29), spaces and punctuation included: the `Equal` and `Delete`
/// texts joined are `before`, the `Equal` and `Insert` texts joined are `after`. A deletion comes
/// before the insertion that replaces it. Where the budget does not suffice, the texts are one
/// deletion and one insertion.
///
/// Myers, "An O(ND) difference algorithm and its variations" (1986), with a bounded search: on
/// texts that have little in common the result may not be the shortest one. Words that are the same
/// and elsewhere, as in a rotated text, cost the square of their number.
pub(crate) fn words(before: &str, after: &str, budget: &mut DiffBudget) -> Vec<Span> {
    if let Some(spans) = word_by_word(before, after, budget) {
        return spans;
    }

    budget.is_hit = true;
    in_one_piece(before, after)
}

/// `None` where the budget does not suffice.
fn word_by_word(before: &str, after: &str, budget: &mut DiffBudget) -> Option<Vec<Span>> {
    let bytes = before.len().saturating_add(after.len());
    budget.take(bytes.saturating_mul(STEPS_FOR_A_BYTE))?;

    let old: Vec<&str> = before.split_word_bounds().collect();
    let new: Vec<&str> = after.split_word_bounds().collect();
    budget.take(most_steps(&old, &new))?;

    let spans = spans_between(&old, &new);
    budget.take_spans(&spans)?;

    Some(spans)
}

/// The most steps that the search takes: the square of half the words, without those that both
/// texts begin or end with.
fn most_steps(old: &[&str], new: &[&str]) -> usize {
    let shorter = old.len().min(new.len());
    let same = |(one, other): &(&&str, &&str)| one == other;
    let begin = old.iter().zip(new).take_while(same).count();
    let end = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(shorter.saturating_sub(begin))
        .take_while(same)
        .count();

    let same = begin.saturating_add(end);
    let [old, new] = [old, new].map(|words| words.len().saturating_sub(same));
    let half = old.midpoint(new);

    // A text that only gained or lost words in one place needs no search.
    if old.min(new) == 0 {
        0
    } else {
        half.saturating_mul(half)
    }
}

fn in_one_piece(before: &str, after: &str) -> Vec<Span> {
    let mut spans = SpanBuilder::default();
    if before == after {
        spans.keep(before.to_owned());
    } else {
        spans.change(before, after);
    }

    spans.finish()
}

fn spans_between(old: &[&str], new: &[&str]) -> Vec<Span> {
    let mut spans = SpanBuilder::default();

    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (old_range, new_range) = (op.old_range(), op.new_range());
        let deleted: String = old
            .iter()
            .skip(old_range.start)
            .take(old_range.len())
            .copied()
            .collect();
        let inserted: String = new
            .iter()
            .skip(new_range.start)
            .take(new_range.len())
            .copied()
            .collect();

        match op {
            DiffOp::Equal { .. } => spans.keep(deleted),
            _ => spans.change(&deleted, &inserted),
        }
    }

    spans.finish()
}

/// Joins changes that are adjacent, or separated only by spaces and punctuation: a reader takes
/// "blue, wide" for "red, long" as one change.
#[derive(Default)]
struct SpanBuilder {
    spans: Vec<Span>,
    deleted: String,
    inserted: String,
    /// Kept text without a letter, after a change. It joins the change if another one follows.
    bridge: String,
}

impl SpanBuilder {
    fn keep(&mut self, text: String) {
        let is_changing = !self.deleted.is_empty() || !self.inserted.is_empty();

        if is_changing && !text.contains(char::is_alphanumeric) {
            self.bridge.push_str(&text);
        } else {
            self.end_change();
            self.push(Op::Equal, text);
        }
    }

    fn change(&mut self, deleted: &str, inserted: &str) {
        let bridge = std::mem::take(&mut self.bridge);

        self.deleted.push_str(&bridge);
        self.deleted.push_str(deleted);
        self.inserted.push_str(&bridge);
        self.inserted.push_str(inserted);
    }

    fn end_change(&mut self) {
        let deleted = std::mem::take(&mut self.deleted);
        let inserted = std::mem::take(&mut self.inserted);
        let bridge = std::mem::take(&mut self.bridge);

        self.push(Op::Delete, deleted);
        self.push(Op::Insert, inserted);
        self.push(Op::Equal, bridge);
    }

    fn push(&mut self, op: Op, text: String) {
        match self.spans.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.op == op => last.text.push_str(&text),
            _ => self.spans.push(Span { op, text }),
        }
    }

    fn finish(mut self) -> Vec<Span> {
        self.end_change();
        self.spans
    }
}

#[cfg(test)]
mod tests;
