//! Differences between two texts that count, and those that do not.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

mod long;
mod markup;
mod numbers_and_signs;
mod spelling;

fn letters(text: &str) -> String {
    Skeleton::of(text).stream().letters.iter().collect()
}

#[track_caller]
fn assert_equal(left: &str, right: &str) {
    assert_eq!(Skeleton::of(left), Skeleton::of(right));
    assert_same_words(left, right);
}

/// The texts are not equal, but have the same words.
#[track_caller]
fn assert_near(left: &str, right: &str) {
    assert_different(left, right);
    assert_same_words(left, right);
}

#[track_caller]
fn assert_same_words(left: &str, right: &str) {
    assert_eq!(letters(left), letters(right));
}

#[track_caller]
fn assert_different(left: &str, right: &str) {
    assert_ne!(Skeleton::of(left), Skeleton::of(right));
}

#[test]
fn letters_are_counted_once_where_doubled_and_without_spaces_signs_and_numbers() {
    let skeleton = Skeleton::of("Ten bees, 4 hives! 🐝");

    assert_eq!(skeleton.letters(), 11);
    assert!(skeleton.is_short());
    assert_eq!(Skeleton::of("🐝🐝🐝").letters(), 0);
    assert_eq!(
        Skeleton::of("10 11 12 13 14 15 16 17 18 19 20 21 22").letters(),
        0
    );
    assert_eq!(Skeleton::of("蜜蜂今天回到了花").letters(), 20);
    assert_eq!(Skeleton::of("꿀벌이돌아왔습니다").letters(), 13);
    assert!(!Skeleton::of("蜜蜂今天回到了花").is_short());
}

/// Words of several scripts, with cases, accents and marks of all kinds.
fn text() -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![
        "[a-zß-ÿ]{1,9}",
        "[а-яё]{1,9}",
        "[α-ωά]{1,9}",
        "[क-हा-ी]{1,5}",
        "[가-힣]{1,4}",
        "[一-十]{1,6}"
    ];

    prop::collection::vec(word, 1..20)
}

proptest! {
    #[test]
    fn spellings_of_one_text_have_one_skeleton(
        words in text(),
        sign in "[.,:;!?…—\u{200B}\u{AD} \n]{1,3}",
    ) {
        let plain = words.join(" ");
        let spellings = [
            plain.to_uppercase(),
            plain.nfd().collect(),
            plain.nfkd().collect(),
            words.join(&sign),
        ];

        for other in spellings {
            prop_assert_eq!(&Skeleton::of(&other), &Skeleton::of(&plain));
            prop_assert_eq!(letters(&other), letters(&plain));
        }
    }

    #[test]
    fn any_text_has_one_skeleton(text in any::<String>()) {
        let (skeleton, again) = (Skeleton::of(&text), Skeleton::of(&text));

        prop_assert_eq!(&skeleton, &again);
        prop_assert_eq!(skeleton.ngrams(), again.ngrams());
        prop_assert_eq!(skeleton.letters(), again.letters());
    }

    #[test]
    fn the_skeleton_of_the_equality_form_is_the_same(words in text()) {
        let skeleton = Skeleton::of(&words.join(" "));
        prop_assert_eq!(&Skeleton::of(skeleton.equality_form()), &skeleton);
    }
}
