//! Texts that fold to more letters than are compared.

use super::*;
use crate::text::folding::FOLDED_CHARACTERS;

/// Characters of compatibility that fold to many letters each.
const BLESSINGS: [&str; 4] = ["\u{FDFA}", "\u{FDFB} ", "\u{3316}", "\u{1F23A}\u{FDFA}"];

fn long(sign: &str, end: &str) -> String {
    format!("{} {end}", sign.repeat(9_980 / sign.chars().count()))
}

#[test]
fn a_text_that_folds_to_much_more_is_compared_by_its_beginning() {
    for sign in BLESSINGS {
        let skeleton = Skeleton::of(&long(sign, "word"));
        let compared = skeleton.stream().letters.len();

        assert!(compared <= FOLDED_CHARACTERS, "{sign}: {compared}");
        assert!(u64::from(skeleton.letters()) <= MOST_LETTERS, "{sign}");
    }
    assert!(Skeleton::of(&long("\u{FDFA}", "word")).is_cut());
}

#[test]
fn the_longest_texts_of_natural_languages_are_compared_in_full() {
    for sentence in [
        "Nothing of the kind ever happened. ",
        "Ничего подобного никогда не было. ",
        "नमस्ते दुनिया, यहाँ क्या हुआ? ",
        "ជំរាបសួរពិភពលោក។ ",
        "그벌들이돌아왔다. ",
        "蜜蜂回到花园里。",
        "یک جمله فارسی ساده. ",
        "Tiếng Việt có nhiều dấu. ",
        "👩🏽‍🚀👍🏽 ",
    ] {
        for text in [sentence.to_owned(), sentence.nfd().collect()] {
            let long: String = text.chars().cycle().take(24_000).collect();

            assert!(!Skeleton::of(&long).is_cut(), "{text}");
        }
    }
}

/// Else a second text would be refused as the first one again.
#[test]
fn texts_that_differ_behind_what_is_compared_are_near_and_not_equal() {
    let sign = "\u{FDFA}";

    let (one, other) = (
        Skeleton::of(&long(sign, "one")),
        Skeleton::of(&long(sign, "two")),
    );

    assert_ne!(one, other);
    assert_eq!(one, Skeleton::of(&long(sign, "one")));
    assert_eq!(one.ngrams(), other.ngrams());
}

#[test]
fn quotations_mentions_and_links_are_cut_as_well() {
    let sign = "\u{FDFA}".repeat(5_000);

    for text in [
        format!("> {sign}\n\n> {sign}\n\n+1"),
        format!("**{sign}** {sign} own"),
        format!("@{sign} @{sign}"),
        format!("[{sign}](https://example.org/{sign})"),
        format!("```\n{sign}\n{sign}\n```"),
        format!("<b>{sign}{sign}</b>"),
    ] {
        let skeleton = Skeleton::of(&text);

        assert!(skeleton.stream().letters.len() <= FOLDED_CHARACTERS);
        assert!(skeleton.equality_form().len() <= 8 * FOLDED_CHARACTERS);
    }
}
