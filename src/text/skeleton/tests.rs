//! Which differences between two texts make no difference, and which do?

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

fn letters(text: &str) -> String {
    Skeleton::of(text).stream().letters.iter().collect()
}

#[track_caller]
fn assert_equal(left: &str, right: &str) {
    assert_eq!(Skeleton::of(left), Skeleton::of(right));
    assert_same_words(left, right);
}

/// Not equal, and yet the same words.
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
fn case_spacing_punctuation_and_invisible_characters_make_no_difference() {
    assert_equal("The bees came back!", "the  BEES…\n\ncame-back");
    assert_equal(
        "The bees came back",
        "The b\u{200B}ees ca\u{AD}me\u{2060} back\u{FEFF}",
    );
    assert_equal("don't wait", "DON’T wait");
    assert_equal("Straße, Οδός, ÆØ", "STRASSE ΟΔΟΣ æø");
    assert_equal(
        "buy now, dear friends",
        "b u y  n.o.w, d-e-a-r f_r_i_e_n_d_s",
    );
    assert_equal("می‌رود خانه", "میرود خانه");
}

#[test]
fn compatibility_forms_and_optional_accents_make_no_difference() {
    assert_equal(
        "Ｈｏｎｅｙ 𝐡𝐨𝐧𝐞𝐲 ⓗⓞⓝⓔⓨ 🅷🅞🅝🅔🅨 🄷🄾🄽🄴🅈",
        "honey honey honey honey honey",
    );
    assert_equal("Ёлка, café, naïve, Łódź", "елка cafe naive lodz");
    assert_equal("مُحَمَّد كـــتاب", "محمد كتاب");
    assert_equal("שָׁלוֹם", "שלום");
    assert_equal("ｶﾞｷﾞ", "ガギ");
    assert_equal("ﷺ ﻻ", "صلى الله عليه وسلم لا");
}

#[test]
fn look_alike_letters_make_no_difference() {
    assert_equal("Cheap watches for everyone", "Сhеар wаtсhеѕ fоr еvеrуоnе");
    assert_equal("cheap watches", "СНЕАР ԜАТСНЕЅ");
    assert_equal("free money", "ꓝꓣꓰꓰ ꓟꓳꓠꓰꓬ");
    assert_equal("free honey", "ꜰʀᴇᴇ ʜᴏɴᴇʏ");
    assert_equal("パーティーへ", "パ一ティ一ヘ");
    assert_near("bright new bicycles", "ьriɡһt ռeԝ ьiϲуϲlеѕ");
    assert_different("ראיתי אותו", "ראיתי אותן");
}

#[test]
fn the_two_letters_that_a_capital_hides_make_no_difference_to_nearness_only() {
    assert_near(
        "If I fall ill, I will tell you",
        "lf l faIl iIl, l wilI teII you",
    );
    assert_different("Did he fail?", "Did he fall?");
}

#[test]
fn persian_and_arabic_ways_to_write_one_letter_make_no_difference() {
    assert_equal("كتابي علي مسئول", "کتابی علی مسیول");
    assert_equal("أحمد إلى آخر مدرسة", "احمد الی اخر مدرسه");
    assert_equal("خانۀ ما", "خانه ما");
    assert_equal("سال ۱۴۰۳ و ١٤٠٣", "سال 1403 و 1403");
    assert_equal("१२३ ๔๕ ７８", "123 45 78");
}

#[test]
fn digits_for_letters_make_no_difference_to_nearness_and_numbers_are_all_one() {
    assert_near(
        "buy v1agra n0w, it is fr33 of ch@rge, ca$h",
        "buy viagra now, it is free of charge, cash",
    );
    assert_near(
        "Get $500 a day, call 0171 555",
        "Get $9,000 a day, call 1 2",
    );
    assert_near(
        "It took 10min in 2nd gear with 5kg of B12",
        "It took 35min in 6nd gear with 7kg of B6",
    );
    assert_near("در ۵هزار سال", "در ۹۹هزار سال");
}

#[test]
fn where_three_words_are_disguised_all_others_may_be() {
    assert_near(
        "7h3 p4vem3nt w@5 wh0l3 4nd cl3an, s0 $711l",
        "the pavement was whole and clean, so still",
    );
    // Two may be chance: then a digit beside one letter is a number.
    assert_near("b3es and h0ney, vitamin B1", "bees and honey, vitamin B7");
    // A number without a letter stays one.
    assert_near(
        "7h3 p4vem3nt w4s wh0l3 1n 1990",
        "the pavement was whole in 2010",
    );
}

#[test]
fn a_letter_once_more_makes_no_difference_to_nearness() {
    assert_near(
        "It is comming tommorow, sooooo good",
        "It is coming tomorrow, so good",
    );
    assert_near("哈哈哈哈哈，太好笑了", "哈哈，太好笑了");
}

#[test]
fn another_number_is_another_text() {
    assert_different(
        "My telephone number is 0171 555 1234",
        "My telephone number is 0171 555 1235",
    );
    assert_different(
        "I offer 500 euros for the hive",
        "I offer 600 euros for the hive",
    );
    assert_different("Read chapter 1 of this book", "Read chapter l of this book");
}

#[test]
fn marks_that_carry_the_word_are_kept() {
    assert_different("か", "が");
    assert_different("किताब", "कताब");
    assert_different("มา", "ม้า");
}

#[test]
fn letters_that_an_override_turns_round_are_read_as_they_are_shown() {
    let text = "Order the miracle drops today";
    let turned: String = text.chars().rev().collect();
    assert_equal(&format!("\u{202E}{turned}\u{202C}"), text);
    assert_equal(&format!("\u{202E}{turned}"), text);
    assert_equal(
        "Order \u{2066}\u{202E}elcarim eht\u{202C}\u{2069} drops \u{202E}yadot",
        text,
    );
}

#[test]
fn a_mark_on_a_letter_of_another_script_is_left_out() {
    let spiked = |text: &str, mark: char| -> String {
        text.chars()
            .flat_map(|c| [Some(c), c.is_alphabetic().then_some(mark)])
            .flatten()
            .collect()
    };
    for text in [
        "Order the miracle drops",
        "Закажите чудо-капли",
        "Παραγγείλετε τις σταγόνες",
        "سفارش قطره",
        "訂購奇蹟滴劑",
        "주문하세요",
    ] {
        for mark in ['\u{0E34}', '\u{0902}', '\u{0F72}', '\u{1037}', '\u{17B7}'] {
            assert_equal(&spiked(text, mark), text);
        }
    }
    assert_equal("e\u{0E34}\u{0F72}\u{0301}arly", "early");
    assert_equal("हि\u{0E34}न्\u{0F72}दी में", "हिन्दी में");
}

#[test]
fn a_mark_of_the_own_script_is_kept() {
    assert_different("हिंदी में", "हिदी मे");
    assert_different("ที่นี่", "ทนี");
    assert_different("བསྒྲུབས", "བསགརབས");
    assert_different("か\u{309A}", "か");
    assert_different("ഠു ഠെ", "ഠ ഠ");
    assert_different("ထို", "ထ");
}

#[test]
fn mark_up_is_read_as_its_readers_see_it() {
    assert_same_words(
        "# Title\n\n**bo**ld, `code` &amp; [a link](https://example.org/x)",
        "title bold code a link",
    );
    assert_same_words("<div>one</div> two<br>three", "one two three");
    assert_equal(
        "**The bees** came _back_ to our garden",
        "The bees came back to our garden",
    );
}

#[test]
fn addresses_and_mentions_are_no_words_but_they_part_equal_texts() {
    let (here, there) = (
        "@anna look at https://one.example/a please",
        "@ben look at www.two.example please",
    );
    assert_near(here, there);
    assert_same_words(here, "look at please");
    assert_same_words(
        "write to ada.quill+bees@mail.example.org or @ me",
        "write to or me",
    );
}

#[test]
fn mentions_are_the_words_of_a_text_that_says_nearly_nothing_else() {
    let marked = |text: &str| {
        text.split(' ')
            .map(|word| format!("@{word}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let text = "Order the miracle drops today, they cured my knees in a week";
    assert_same_words(&marked(text), text);
    assert_same_words(&format!("Yes! {}", marked(text)), &format!("Yes! {text}"));
    assert_same_words(
        "Order @the miracle @drops @today @they cured my @knees in @one week",
        "Order miracle cured my in week",
    );
    // Whom a reply is to is no word of it.
    assert_same_words("@anna_smith @ben_jones thanks", "thanks");
    assert_same_words("@anna_smith @ben_jones @cem_demir thanks", "thanks");
    assert_same_words(
        "@anna_of_the_green_mountains @ben_of_the_blue_river 👍",
        "👍",
    );
}

#[test]
fn a_long_link_is_not_said_by_chance_and_few_words_beside_it_are() {
    let link = "https://spam.example.com/buy-the-miracle-drops-today-with-a-discount?ref=123";
    assert!(!Skeleton::of(link).is_common());
    assert!(!Skeleton::of(&format!("> {link}\n\n<{link}>!")).is_common());
    assert!(Skeleton::of(&format!("Great! {link}")).is_common());
    assert!(Skeleton::of(&format!("👍 {link}")).is_common());
    assert!(Skeleton::of(&format!("[Great]({link})")).is_common());
    assert!(Skeleton::of("https://a.example").is_common());
    assert!(Skeleton::of("").is_common());
}

#[test]
fn a_quotation_counts_only_where_nothing_much_was_added() {
    let quote = "Bees fly at ten degrees.";
    let answer = "Ours stay in until it is warmer than that.";
    assert_same_words(&format!("> {quote}\n\n{answer}"), answer);
    assert_same_words(
        &format!("<blockquote>{quote}</blockquote> {answer}"),
        answer,
    );
    assert_same_words(&format!("> {quote}\n\nYes!"), &format!("{quote} Yes!"));
}

#[test]
fn short_texts_of_signs_are_told_apart() {
    assert_different("👍", "👎");
    assert_different("!!!", "???");
    assert_different("+1", "-1");
    assert_different("https://one.example", "https://two.example");
    assert_equal("👍 👍", "👍👍");
    assert_equal("👍🏽", "👍");
}

#[test]
fn a_number_ends_where_it_ends() {
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
            "Read Genesis 1:11 before the next lesson",
            "Read Genesis 11:1 before the next lesson",
        ),
        (
            "Please update to version 1.10 today",
            "Please update to version 11.0 today",
        ),
        (
            "来週の月曜日は一日中、1.11の会議があります",
            "来週の月曜日は一日中、11.1の会議があります",
        ),
        ("جلسه ما ۱/۱۱ در ایستگاه است", "جلسه ما ۱۱/۱ در ایستگاه است"),
    ] {
        assert_near(one, other);
    }
}

#[test]
fn what_parts_two_numbers_makes_no_difference() {
    assert_equal(
        "We meet on 1.11. at the station",
        "we meet on 1/11 at the station!",
    );
    assert_equal(
        "from 1990-2000 in covid-19 times",
        "from 1990 – 2000 in covid 19 times",
    );
    assert_equal("it costs 1'000 francs", "it costs 1’000 francs");
    assert_equal("10\u{200B}5 bees", "105 bees");
}

#[test]
fn a_sign_makes_another_text_and_none_to_nearness() {
    for (one, other) in [
        (
            "It was +5 degrees in the garden this morning",
            "It was -5 degrees in the garden this morning",
        ),
        (
            "It was -5 degrees in the garden this morning",
            "It was 5 degrees in the garden this morning",
        ),
        (
            "I wrote the whole thing in C++ last year",
            "I wrote the whole thing in C# last year",
        ),
        (
            "I wrote the whole thing in C# last year",
            "I wrote the whole thing in C last year",
        ),
        (
            "you get in where age < limit, that is the rule",
            "you get in where age > limit, that is the rule",
        ),
        (
            "I have read the whole proposal of the council 👍",
            "I have read the whole proposal of the council 👎",
        ),
        (
            "The ticket costs $50 for all of the family",
            "The ticket costs €50 for all of the family",
        ),
    ] {
        assert_near(one, other);
    }
    assert_equal(
        "It was -5 degrees in the garden",
        "It was −5 degrees in the garden",
    );
    assert_equal(
        "#bees are back in the garden",
        "bees - are - back in the garden",
    );
}

#[test]
fn the_number_of_a_list_is_said() {
    let year = |year| format!("{year}. war ein *gutes* Jahr fuer den Wein aus Franken");
    assert_near(&year(2019), &year(2020));
    assert_near("1. **Tea**", "2. **Tea**");
    assert_equal(
        "3. **Tea**\n4. Milk\n\n   5. *Rum*\n   6. Water",
        "3. Tea 4. Milk 5. Rum 6. Water",
    );
    assert_equal("- **Tea**\n- Milk", "Tea Milk");
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
    fn spellings_of_one_text_have_one_skeleton(words in text(), sign in "[.,:;!?…—\u{200B}\u{AD} \n]{1,3}") {
        let plain = words.join(" ");
        for other in [plain.to_uppercase(), plain.nfd().collect(), plain.nfkd().collect(), words.join(&sign)] {
            prop_assert_eq!(&Skeleton::of(&other), &Skeleton::of(&plain));
            prop_assert_eq!(letters(&other), letters(&plain));
        }
    }

    #[test]
    fn any_text_is_read_and_always_in_the_same_way(text in any::<String>()) {
        let (skeleton, again) = (Skeleton::of(&text), Skeleton::of(&text));
        prop_assert_eq!(&skeleton, &again);
        prop_assert_eq!(skeleton.grams(), again.grams());
        prop_assert_eq!(skeleton.letters(), again.letters());
    }

    #[test]
    fn the_skeleton_of_what_equality_keeps_is_the_same(words in text()) {
        let skeleton = Skeleton::of(&words.join(" "));
        prop_assert_eq!(&Skeleton::of(skeleton.whole()), &skeleton);
    }
}
