//! Spellings of one text: case, forms, look-alike letters, disguises and marks.

use super::*;

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
fn capital_i_and_small_l_make_no_difference_to_nearness_only() {
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
fn with_three_disguised_words_all_others_may_be_disguised() {
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
fn a_doubled_letter_makes_no_difference_to_nearness() {
    assert_near(
        "It is comming tommorow, sooooo good",
        "It is coming tomorrow, so good",
    );
    assert_near("哈哈哈哈哈，太好笑了", "哈哈，太好笑了");
}

#[test]
fn marks_that_distinguish_words_are_kept() {
    assert_different("か", "が");
    assert_different("किताब", "कताब");
    assert_different("มา", "ม้า");
}

#[test]
fn letters_in_an_override_are_read_in_display_order() {
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
fn a_mark_of_the_same_script_is_kept() {
    assert_different("हिंदी में", "हिदी मे");
    assert_different("ที่นี่", "ทนี");
    assert_different("བསྒྲུབས", "བསགརབས");
    assert_different("か\u{309A}", "か");
    assert_different("ഠു ഠെ", "ഠ ഠ");
    assert_different("ထို", "ထ");
}
