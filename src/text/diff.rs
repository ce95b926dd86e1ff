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

/// The difference by words (UAX #29), spaces and punctuation included: the `Equal` and `Delete`
/// texts joined are `before`, the `Equal` and `Insert` texts joined are `after`. A deletion comes
/// before the insertion that replaces it.
///
/// Myers, "An O(ND) difference algorithm and its variations" (1986), with a bounded search: on
/// texts that have little in common the result may not be the shortest one, but the cost stays near
/// linear.
pub(crate) fn words(before: &str, after: &str) -> Vec<Span> {
    let old: Vec<&str> = before.split_word_bounds().collect();
    let new: Vec<&str> = after.split_word_bounds().collect();

    let mut spans = SpanBuilder::default();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let span = |span: Span| match span.op {
            Op::Equal => span.text,
            Op::Insert => format!("{{+{}+}}", span.text),
            Op::Delete => format!("[-{}-]", span.text),
        };
        words(before, after).into_iter().map(span).collect()
    }

    fn joined(spans: &[Span], side: Op) -> String {
        spans
            .iter()
            .filter(|span| span.op == Op::Equal || span.op == side)
            .map(|span| span.text.as_str())
            .collect()
    }

    #[test]
    fn a_changed_word_is_shown_between_those_that_stayed() {
        assert_eq!(
            shown("ask a doctor first", "ask a friend first"),
            "ask a [-doctor-]{+friend+} first"
        );
    }

    #[test]
    fn a_changed_phrase_is_one_change() {
        assert_eq!(
            shown("take a red, long scarf", "take a blue, wide scarf"),
            { "take a [-red, long-]{+blue, wide+} scarf" }
        );
    }

    #[test]
    fn equal_texts_are_one_span_and_empty_ones_none() {
        assert_eq!(
            words("the same", "the same"),
            [Span {
                op: Op::Equal,
                text: "the same".to_owned()
            }]
        );
        assert_eq!(words("", ""), []);
        assert_eq!(shown("", "new"), "{+new+}");
    }

    #[test]
    fn long_texts_without_a_common_word_are_still_compared() {
        let text = |word: &str| {
            (0..5_000)
                .map(|n| format!("{word}{n} "))
                .collect::<String>()
        };

        assert_eq!(words(&text("a"), &text("b")).len(), 3);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_off_the_difference(
            before in "([ab]{1,2}|[ ,.\n]|é|猫|👍){0,30}",
            after in "([ab]{1,2}|[ ,.\n]|é|猫|👍){0,30}",
        ) {
            let spans = words(&before, &after);
            prop_assert_eq!(joined(&spans, Op::Delete), before);
            prop_assert_eq!(joined(&spans, Op::Insert), after);
            prop_assert!(spans.windows(2).all(|pair| pair[0].op != pair[1].op));
            prop_assert!(spans.iter().all(|span| !span.text.is_empty()));
        }
    }
}
