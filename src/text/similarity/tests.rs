//! The numbers for near texts, unrelated texts and contained texts.

use proptest::prelude::*;

use super::*;

const HIVES: &str = "Hello everyone, my grandfather kept bees for forty years and used to say that the garden tells you \
    when to open the hives. We followed his notes last spring and both colonies came through the winter. Whoever starts \
    with bees should first ask a neighbour about it before buying anything";
const HIVES_AGAIN: &str = "Hello everyone, my grandfather kept bees for forty years and used to say that the garden \
    tells you when to open the hives. We followed his notes last spring and both colonies came through the winter. \
    Whoever starts with bees should first ask an old hand before buying anything";

fn between(a: &str, b: &str) -> Similarity {
    Similarity::between(&Skeleton::of(a), &Skeleton::of(b))
}

#[test]
fn a_late_phrase_changed_leaves_most_of_the_ngrams() {
    let similarity = between(HIVES, HIVES_AGAIN);
    assert!((0.85..0.95).contains(&similarity.jaccard), "{similarity:?}");
    assert!(similarity.containment > 0.9, "{similarity:?}");
}

#[test]
fn two_texts_on_one_topic_share_little() {
    let other = "Our bees died twice before somebody showed us how to feed them in October. Books help, but a course at \
        the local club in winter helped us more than all of them.";
    assert!(between(HIVES, other).jaccard < 0.2);
}

#[test]
fn a_text_that_occurs_completely_in_a_longer_one_is_contained() {
    let similarity = between(
        HIVES,
        &format!("{HIVES}. And by the way, does anybody sell a used smoker?"),
    );

    assert!(
        similarity.containment > 0.99 && similarity.jaccard < 0.9,
        "{similarity:?}"
    );
}

#[test]
fn chinese_texts_are_compared_by_shorter_ngrams() {
    let similarity = between(
        "我们家的蜜蜂今年春天又回到了花园里",
        "我们家的蜜蜂今年秋天又回到了花园里",
    );
    assert!((0.5..1.0).contains(&similarity.jaccard), "{similarity:?}");
}

#[test]
fn a_text_without_a_word_is_like_no_text() {
    assert_eq!(
        between("", HIVES),
        Similarity {
            jaccard: 0.0,
            containment: 0.0
        }
    );
    assert_eq!(
        between("", "+1"),
        Similarity {
            jaccard: 0.0,
            containment: 0.0
        }
    );
}

proptest! {
    #[test]
    fn similarity_is_symmetric_and_between_zero_and_one(a in "([abc]{1,4} ){0,12}|.{0,20}", b in "([abc]{1,4} ){0,12}|.{0,20}") {
        let (a, b) = (Skeleton::of(&a), Skeleton::of(&b));

        let similarity = Similarity::between(&a, &b);

        prop_assert_eq!(similarity, Similarity::between(&b, &a));
        prop_assert!((0.0..=1.0).contains(&similarity.jaccard));
        prop_assert!((similarity.jaccard..=1.0).contains(&similarity.containment));

        let itself = Similarity::between(&a, &a);
        let whole = if a.ngrams().is_empty() { 0.0 } else { 1.0 };

        prop_assert_eq!(itself, Similarity { jaccard: whole, containment: whole });
    }
}
