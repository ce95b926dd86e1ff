//! Texts that only look like duplicates.

use super::*;

#[test]
fn another_text_by_the_same_author_is_no_duplicate() {
    in_each_language(|language| {
        assert_eq!(found(&language.text(), language.other, SameAuthor), None);
        assert_eq!(
            found(language.sentences[0], language.sentences[1], SameAuthor),
            None
        );
    });
}

#[test]
fn praise_by_different_people_is_short_and_by_the_same_person_a_duplicate() {
    in_each_language(|language| {
        let again = language.praise.to_uppercase();

        assert_eq!(
            found(language.praise, &again, OtherAuthor),
            Some(MatchKind::Short)
        );
        assert_eq!(
            found(language.praise, &again, SameAuthor),
            Some(MatchKind::Exact)
        );
        assert_eq!(
            found(
                language.praise,
                &format!("{} https://a.example", language.praise),
                OtherAuthor
            ),
            None
        );
    });

    assert_eq!(
        found(
            "많이 배우고 갑니다, 고맙습니다",
            "많이 배우고 갑니다 고맙습니다!",
            OtherAuthor
        ),
        Some(MatchKind::Short)
    );
    assert!(!MatchKind::Short.is_duplicate());
}

#[test]
fn two_texts_on_one_topic_are_no_duplicate() {
    assert_no_duplicate(
        "I think the new tax on sugar comes too late, my dentist has asked for it for twenty years now.",
        "I think the new tax on sugar hits the wrong people, rich ones do not even look at the price.",
    );
    assert_no_duplicate(
        "This question is off-topic here because it is about medical advice, please ask a doctor.",
        "This question is off-topic here because it is about repairing bicycles, try the other forum.",
    );
}

#[test]
fn another_chapter_number_makes_another_text_and_another_telephone_number_does_not() {
    assert_eq!(
        found(
            "Chapter 3 was the best one for me",
            "Chapter 7 was the best one for me",
            OtherAuthor
        ),
        None
    );

    let twice = found(
        "Call me at 0171 555 1234 about the old hives",
        "Call me at 0171 555 1235 about the old hives",
        SameAuthor,
    );
    assert_eq!(
        twice,
        Some(MatchKind::Near),
        "near is held; only equal is refused"
    );
}

#[test]
fn a_text_with_another_number_or_sign_is_never_equal() {
    for (one, other) in [
        (
            "We meet on 1.11. at the station, do not be late",
            "We meet on 11.1. at the station, do not be late",
        ),
        (
            "The bottle costs 10.5 euros in our little shop",
            "The bottle costs 105 euros in our little shop",
        ),
        (
            "It was +5 degrees in the garden this morning",
            "It was -5 degrees in the garden this morning",
        ),
        (
            "I wrote the whole thing in C++ last year",
            "I wrote the whole thing in C# last year",
        ),
        (
            "In the beginning of Genesis 1:11 I found it",
            "In the beginning of Genesis 11:1 I found it",
        ),
        (
            "You get in where age < limit, as they say",
            "You get in where age > limit, as they say",
        ),
        (
            "I have read the whole proposal of the council 👍",
            "I have read the whole proposal of the council 👎",
        ),
        (
            "2019. war ein *gutes* Jahr fuer den Wein aus Franken",
            "2020. war ein *gutes* Jahr fuer den Wein aus Franken",
        ),
    ] {
        let of_one_author = found(one, other, SameAuthor);
        assert!(
            matches!(of_one_author, Some(MatchKind::Near | MatchKind::Frame)),
            "{of_one_author:?} {one}"
        );
        assert_ne!(
            found(one, other, OtherAuthor),
            Some(MatchKind::Exact),
            "{one}"
        );
    }

    for (one, other) in [
        ("Genesis 1:11", "Genesis 11:1"),
        ("version 1.10", "version 11.0"),
        ("1. **Tea**", "2. **Tea**"),
    ] {
        assert_eq!(found(one, other, SameAuthor), None, "{one}");
    }
}
