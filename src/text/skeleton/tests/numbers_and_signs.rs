//! Numbers and signs, which make texts different.

use super::*;

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
fn short_texts_of_signs_are_different() {
    assert_different("👍", "👎");
    assert_different("!!!", "???");
    assert_different("+1", "-1");
    assert_different("https://one.example", "https://two.example");
    assert_equal("👍 👍", "👍👍");
    assert_equal("👍🏽", "👍");
}

#[test]
fn numbers_stay_separate() {
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
fn the_separator_of_two_numbers_makes_no_difference() {
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
fn a_sign_makes_another_text_but_a_near_one() {
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
