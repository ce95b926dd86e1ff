//! Differences by words, and what they may cost.

use proptest::prelude::*;

use super::*;

/// Enough for the texts of these tests.
fn budget() -> DiffBudget {
    DiffBudget {
        steps: 1_000_000_000,
        steps_of_a_pair: 200_000_000,
        spans: 100_000,
        spans_of_a_pair: 10_000,
        is_hit: false,
    }
}

fn words(before: &str, after: &str) -> Vec<Span> {
    super::words(before, after, &mut budget())
}

/// A text of so many one-letter words, begun at another one of them.
fn rotated(count: usize, by: usize) -> String {
    let word = |at: usize| char::from_u32(97 + u32::try_from((at + by) % count * 7 % 26).unwrap());

    (0..count)
        .filter_map(word)
        .map(|letter| format!("{letter} "))
        .collect()
}

fn span(op: Op, text: &str) -> Span {
    let text = text.to_owned();

    Span { op, text }
}

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

#[test]
fn a_pair_that_costs_too_much_is_one_deletion_and_one_insertion() {
    let (before, after) = (rotated(4_990, 0), rotated(4_990, 450));
    let mut budget = DiffBudget {
        steps_of_a_pair: 20_000_000,
        ..budget()
    };
    let left = budget.steps;

    let spans = super::words(&before, &after, &mut budget);

    let whole = [span(Op::Delete, &before), span(Op::Insert, &after)];
    assert_eq!(spans, whole);
    assert!(left - budget.steps <= 20_000_000, "{budget:?}");
    assert!(budget.is_hit);
}

#[test]
fn pairs_beyond_the_budget_of_all_are_one_deletion_and_one_insertion() {
    let mut budget = DiffBudget {
        steps: 10_000,
        ..budget()
    };
    let mut pieces = || super::words("ask a doctor first", "ask a friend first", &mut budget).len();

    let first = pieces();
    let last = (0..10).map(|_| pieces()).last();

    assert_eq!(first, 4);
    assert_eq!(last, Some(2));
    assert_eq!(
        super::words("same", "same", &mut budget),
        [span(Op::Equal, "same")]
    );
}

#[test]
fn a_difference_of_too_many_parts_is_one_deletion_and_one_insertion() {
    let text = |word: &str| format!("{word} and ").repeat(300);
    let mut budget = DiffBudget {
        spans_of_a_pair: 500,
        ..budget()
    };

    assert_eq!(words(&text("one"), &text("two")).len(), 900);
    assert_eq!(
        super::words(&text("one"), &text("two"), &mut budget).len(),
        2
    );
}

#[test]
fn a_long_text_with_a_change_at_each_end_is_compared_word_by_word() {
    let middle = "An ordinary sentence of nine words stands here again. ".repeat(180);
    let mut budget = DiffBudget {
        steps_of_a_pair: 20_000_000,
        ..budget()
    };

    let spans = super::words(
        &format!("One {middle}end"),
        &format!("Two {middle}stop"),
        &mut budget,
    );

    assert_eq!(spans.len(), 5);
    assert!(!budget.is_hit);
}

proptest! {
    #[test]
    fn no_pair_takes_more_than_the_budget(
        word in "[a-z]{1,3}|[.]|👍",
        other in "[a-z]{1,3}|[ ]|\u{301}",
        count in 1_usize..3_000,
        by in 0_usize..3_000,
    ) {
        let words = |by: usize| -> String {
            let word = |at: usize| if (at + by).is_multiple_of(7) { &word } else { &other };
            (0..count).map(|at| format!("{} ", word(at))).collect()
        };
        let mut budget = DiffBudget { steps: 1_000_000, spans: 100, ..budget() };

        for _ in 0..5 {
            let (before, after) = (words(0), words(by));
            let spans = super::words(&before, &after, &mut budget);
            prop_assert_eq!(joined(&spans, Op::Delete), before);
            prop_assert_eq!(joined(&spans, Op::Insert), after);
            prop_assert!(spans.len() <= 102);
        }
    }

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
