//! Do near texts, mere frames and strangers come out as what they are?

use proptest::prelude::*;

use super::*;
use crate::text::novelty::same_frame;

/// One text, posted twice with a late phrase changed.
const HIVES: &str = "Hello everyone, my grandfather kept bees for forty years and used to say that the garden tells you \
    when to open the hives. We followed his notes last spring and both colonies came through the winter. Whoever starts \
    with bees should first ask a neighbour about it before buying anything";
const HIVES_AGAIN: &str = "Hello everyone, my grandfather kept bees for forty years and used to say that the garden \
    tells you when to open the hives. We followed his notes last spring and both colonies came through the winter. \
    Whoever starts with bees should first ask an old hand before buying anything";

/// One author under the same signature, twice.
const CLAY: &str = "Could you say which soil suits the small lavender? Mine drowns in clay every March. \
    Ada Quill, Harbour Street Allotments";
const FROST: &str = "Thank you for the chart. I hung it in the shed, where the late frosts are marked in red now. \
    Ada Quill, Harbour Street Allotments";

/// Two letters of one form.
const LETTER: [&str; 2] = [
    "Thank you for writing to the harbour office. Your request has been received and will be answered within ten \
     working days by the person in charge. Your topic: broken lamp at the northern pier. Kind regards, the office",
    "Thank you for writing to the harbour office. Your request has been received and will be answered within ten \
     working days by the person in charge. Your topic: mooring fees of foreign yachts. Kind regards, the office",
];

fn between(a: &str, b: &str) -> Similarity {
    Similarity::between(&Skeleton::of(a), &Skeleton::of(b))
}

fn frame(a: &str, b: &str) -> bool {
    same_frame(&Skeleton::of(a), &Skeleton::of(b))
}

#[test]
fn a_text_posted_again_with_a_late_phrase_changed_is_near() {
    let similarity = between(HIVES, HIVES_AGAIN);
    assert!((0.85..0.95).contains(&similarity.jaccard), "{similarity:?}");
    assert!(similarity.containment > 0.9, "{similarity:?}");
    assert!(!frame(HIVES, HIVES_AGAIN));
}

#[test]
fn two_texts_under_one_signature_are_not_near() {
    let similarity = between(CLAY, FROST);
    assert!(similarity.jaccard < 0.35 && similarity.containment < 0.8, "{similarity:?}");
    assert!(frame(CLAY, FROST));
}

#[test]
fn two_letters_of_one_form_are_one_frame_though_they_look_alike() {
    let [lamp, fees] = LETTER;
    assert!(between(lamp, fees).jaccard >= 0.5);
    assert!(frame(lamp, fees) && frame(fees, lamp));
}

#[test]
fn two_texts_on_one_topic_are_neither_near_nor_a_frame() {
    let other = "Our bees died twice before somebody showed us how to feed them in October. Books help, but a course at \
        the local club in winter helped us more than all of them.";
    assert!(between(HIVES, other).jaccard < 0.2);
    assert!(!frame(HIVES, other));
}

#[test]
fn a_text_that_stands_whole_in_a_longer_one_is_contained() {
    let similarity =
        between(HIVES, &format!("{HIVES}. And by the way, does anybody sell a used smoker? {CLAY}"));
    assert!(similarity.containment > 0.99 && similarity.jaccard < 0.8, "{similarity:?}");
}

#[test]
fn chinese_texts_are_compared_by_shorter_grams() {
    let similarity = between("我们家的蜜蜂今年春天又回到了花园里", "我们家的蜜蜂今年秋天又回到了花园里");
    assert!((0.5..1.0).contains(&similarity.jaccard), "{similarity:?}");
}

#[test]
fn a_text_without_a_word_is_near_nothing() {
    assert_eq!(between("", HIVES), Similarity { jaccard: 0.0, containment: 0.0 });
    assert_eq!(between("", "+1"), Similarity { jaccard: 0.0, containment: 0.0 });
    assert!(!frame("", HIVES) && !frame("", ""));
}

proptest! {
    #[test]
    fn similarity_is_symmetric_and_lies_between_none_and_all(a in "([abc]{1,4} ){0,12}|.{0,20}", b in "([abc]{1,4} ){0,12}|.{0,20}") {
        let (a, b) = (Skeleton::of(&a), Skeleton::of(&b));
        let similarity = Similarity::between(&a, &b);
        prop_assert_eq!(similarity, Similarity::between(&b, &a));
        prop_assert!((0.0..=1.0).contains(&similarity.jaccard));
        prop_assert!((similarity.jaccard..=1.0).contains(&similarity.containment));
        prop_assert_eq!(same_frame(&a, &b), same_frame(&b, &a));
        prop_assert!(!same_frame(&a, &a));
        let itself = Similarity::between(&a, &a);
        let whole = if a.grams().is_empty() { 0.0 } else { 1.0 };
        prop_assert_eq!(itself, Similarity { jaccard: whole, containment: whole });
    }
}
