//! Comparing comments in eight languages, kind by kind.

use proptest::prelude::*;

use super::*;
use Relation::{OtherAuthor, SameAuthor};

mod containment;
mod edits;
mod languages;
mod mentions_and_links;
mod offers;
mod spelling;
mod strangers;
mod wrapping;

use languages::{LANGUAGES, Language};

fn found(earlier: &str, later: &str, relation: Relation) -> Option<MatchKind> {
    compare(
        &Skeleton::of(earlier),
        &Skeleton::of(later),
        relation,
        &DuplicateLimits::default(),
    )
    .kind
}

/// Holds for both relations and both orders.
#[track_caller]
fn assert_found(kind: MatchKind, one: &str, other: &str) {
    for relation in [SameAuthor, OtherAuthor] {
        assert_eq!(
            found(one, other, relation),
            Some(kind),
            "{relation:?}\n{one}\n{other}"
        );
        assert_eq!(
            found(other, one, relation),
            Some(kind),
            "{relation:?}\n{other}\n{one}"
        );
    }
}

#[track_caller]
fn assert_duplicate(one: &str, other: &str) {
    for relation in [SameAuthor, OtherAuthor] {
        for (earlier, later) in [(one, other), (other, one)] {
            let kind = found(earlier, later, relation);
            assert!(
                kind.is_some_and(MatchKind::is_duplicate),
                "{relation:?} {kind:?}\n{earlier}\n{later}"
            );
        }
    }
}

#[track_caller]
fn assert_no_duplicate(one: &str, other: &str) {
    for (earlier, later) in [(one, other), (other, one)] {
        let kind = found(earlier, later, SameAuthor);
        assert!(
            !kind.is_some_and(MatchKind::is_duplicate),
            "{kind:?}\n{earlier}\n{later}"
        );
    }
}

fn in_each_language(test: impl Fn(&Language)) {
    LANGUAGES.iter().for_each(test);
}

#[test]
fn stricter_limits_find_less() {
    let text = LANGUAGES[0].text();
    let edited = text.replace("October", "the autumn");
    let strict = DuplicateLimits {
        near: 1.0,
        containment: 1.0,
    };

    let compared = compare(
        &Skeleton::of(&text),
        &Skeleton::of(&edited),
        SameAuthor,
        &strict,
    );

    assert!(compared.similarity > 0.8);
    assert_eq!(
        compared.kind,
        Some(MatchKind::Frame),
        "a long passage is noted"
    );
    assert_eq!(found(&text, &edited, SameAuthor), Some(MatchKind::Near));
}

proptest! {
    #[test]
    fn the_order_of_the_texts_changes_the_kind_of_an_answer_only(
        a in "([a-c]{1,4} ){0,25}",
        b in "([a-c]{1,4} ){0,25}",
    ) {
        let (a, b) = (Skeleton::of(&a), Skeleton::of(&b));

        for relation in [SameAuthor, OtherAuthor] {
            let there = compare(&a, &b, relation, &DuplicateLimits::default());
            let back = compare(&b, &a, relation, &DuplicateLimits::default());

            let is_answer = |kind| {
                relation == OtherAuthor && matches!(kind, Some(MatchKind::Frame | MatchKind::Contains))
            };
            let kind = if is_answer(there.kind) && is_answer(back.kind) {
                back.kind
            } else {
                there.kind
            };
            let turned = Comparison {
                kind,
                only_in_earlier: there.only_in_later,
                only_in_later: there.only_in_earlier,
                ..there
            };

            prop_assert_eq!(turned, back);
        }

        let itself = compare(&a, &a, SameAuthor, &DuplicateLimits::default());

        prop_assert_eq!((itself.kind, itself.similarity), (Some(MatchKind::Exact), 1.0));
    }

    #[test]
    fn duplicates_of_different_authors_are_duplicates_of_one_author_too(
        a in "([a-c]{1,4} ){5,25}",
        b in "([a-c]{1,4} ){5,25}",
    ) {
        let (a, b) = (Skeleton::of(&a), Skeleton::of(&b));

        let [same, other] = [SameAuthor, OtherAuthor]
            .map(|relation| compare(&a, &b, relation, &DuplicateLimits::default()).kind);

        prop_assert!(same.is_some() || other.is_none());
    }
}
