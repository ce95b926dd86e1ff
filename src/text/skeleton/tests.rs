//! Which differences between two texts make no difference, and which do?

use proptest::prelude::*;

use super::*;

fn words(text: &str) -> String {
    Skeleton::of(text).as_str().to_owned()
}

#[track_caller]
fn assert_equal(left: &str, right: &str) {
    assert_eq!(Skeleton::of(left), Skeleton::of(right));
}

#[track_caller]
fn assert_different(left: &str, right: &str) {
    assert_ne!(Skeleton::of(left), Skeleton::of(right));
}

#[test]
fn case_spacing_punctuation_and_invisible_characters_make_no_difference() {
    assert_equal("The bees came back!", "the  BEES…\n\ncame-back");
    assert_equal("The bees came back", "The b\u{200B}ees ca\u{AD}me\u{2060} back\u{FEFF}");
    assert_equal("don't wait", "DON’T wait");
    assert_equal("Straße, Οδός", "STRASSE ΟΔΟΣ");
}

#[test]
fn compatibility_forms_and_optional_accents_make_no_difference() {
    assert_equal("Ｈｏｎｅｙ 𝐡𝐨𝐧𝐞𝐲", "honey honey");
    assert_equal("Ёлка, café, naïve", "елка cafe naive");
    assert_equal("مُحَمَّد كـــتاب", "محمد كتاب");
    assert_equal("שָׁלוֹם", "שלום");
    assert_equal("ｶﾞｷﾞ", "ガギ");
}

#[test]
fn marks_that_carry_the_word_are_kept() {
    assert_different("か", "が");
    assert_different("किताब", "कताब");
    assert_different("มา", "ม้า");
}

#[test]
fn mark_up_is_read_as_its_readers_see_it() {
    assert_eq!(
        words("# Title\n\n**bo**ld, `code` &amp; [a link](https://example.org/x)"),
        "title bold code a link"
    );
    assert_eq!(words("<div>one</div> two<br>three"), "one two three");
}

#[test]
fn addresses_and_mentions_are_no_words_but_they_part_equal_texts() {
    let (here, there) = ("@anna look at https://one.example/a please", "@ben look at www.two.example please");
    assert_eq!(words(here), "look at please");
    assert_eq!(words(here), words(there));
    assert_different(here, there);
    assert_eq!(words("write to me@home or @ me"), "write to me home or me");
}

#[test]
fn a_quotation_counts_only_where_nothing_much_was_added() {
    let quote = "> Bees fly at ten degrees.\n\n";
    assert_eq!(words(&format!("{quote}Ours stay in until it is warmer than that.")), {
        "ours stay in until it is warmer than that"
    });
    assert_eq!(words(&format!("{quote}Yes!")), "bees fly at ten degrees yes");
}

#[test]
fn texts_of_signs_alone_are_told_apart() {
    assert_different("👍", "👎");
    assert_different("!!!", "???");
    assert_different("+1", "-1");
    assert_different("https://one.example", "https://two.example");
    assert_equal("👍 👍", "👍👍");
    assert_equal("👍🏽", "👍");
}

#[test]
fn a_long_text_stays_the_same_with_an_emoji_more() {
    assert_equal("The bees came back to our garden", "The bees came back to our garden 🐝🐝");
}

#[test]
fn letters_are_counted_without_spaces_and_signs() {
    let skeleton = Skeleton::of("Ten bees, 4 hives! 🐝");
    assert_eq!(skeleton.letters(), 13);
    assert!(skeleton.is_short() && !skeleton.is_cjk());
    assert_eq!(Skeleton::of("🐝🐝🐝").letters(), 0);
    let chinese = Skeleton::of("蜜蜂今天回到了花园");
    assert!(chinese.is_cjk() && !chinese.is_short());
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
    fn spellings_of_one_text_have_one_skeleton(words in text(), sign in "[.,:;!?…—\u{200B}\u{AD} \n]{1,3}") {
        let plain = words.join(" ");
        let skeleton = Skeleton::of(&plain);
        prop_assert_eq!(&Skeleton::of(&plain.to_uppercase()), &skeleton);
        prop_assert_eq!(&Skeleton::of(&plain.nfd().collect::<String>()), &skeleton);
        prop_assert_eq!(&Skeleton::of(&words.join(&sign)), &skeleton);
    }

    #[test]
    fn any_text_is_read_and_its_words_are_one_space_apart(text in any::<String>()) {
        let skeleton = Skeleton::of(&text);
        prop_assert_eq!(skeleton.as_str().split(' ').filter(|word| word.is_empty()).count(), usize::from(skeleton.as_str().is_empty()));
        prop_assert_eq!(&Skeleton::of(&text), &skeleton);
    }
}
