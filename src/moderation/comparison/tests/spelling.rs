//! Spellings of one text: equal, or near where they are not equal.

use super::*;

#[test]
fn case_punctuation_and_spacing_make_no_difference() {
    in_each_language(|language| {
        let text = language.text();
        let bare: String = text
            .chars()
            .filter(|c| !c.is_ascii_punctuation() && !"、。，？；।؟،".contains(*c))
            .collect();

        assert_found(MatchKind::Exact, &text, &text.to_uppercase());
        assert_found(MatchKind::Exact, &text, &bare.replace(' ', "  \n"));
        assert_found(MatchKind::Exact, &text, &language.pieces(&text).join(" - "));
    });
}

#[test]
fn invisible_and_full_width_characters_make_no_difference() {
    in_each_language(|language| {
        let text = language.text();
        let spiked: String = text.chars().flat_map(|c| [c, '\u{200B}']).collect();

        let wide = |c: char| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c);
        let widened: String = text
            .chars()
            .map(|c| if c.is_ascii_graphic() { wide(c) } else { c })
            .collect();

        assert_found(MatchKind::Exact, &text, &spiked);
        assert_found(MatchKind::Exact, &text, &widened);
    });
}

#[test]
fn look_alike_letters_and_digits_for_letters_are_seen_through() {
    let text = "Whoever wants to earn money at home can have a look at this page now";

    assert_found(
        MatchKind::Exact,
        text,
        &text
            .replace('o', "о")
            .replace('e', "ｅ")
            .replace('a', "ɑ")
            .replace('h', "һ"),
    );
    assert_found(
        MatchKind::Near,
        text,
        &text.replace('o', "0").replace('e', "3").replace('a', "@"),
    );
    assert_found(
        MatchKind::Near,
        text,
        &text.replace(" at ", " aI ").replace("look", "Iook"),
    );
}

#[test]
fn an_emoji_or_a_link_makes_a_near_text() {
    in_each_language(|language| {
        let text = language.text();

        assert_found(MatchKind::Near, &text, &format!("{text} 🎉🎉"));
        assert_found(
            MatchKind::Near,
            &text,
            &format!("{text} https://shop.example/?id=7"),
        );
        assert_found(
            MatchKind::Near,
            &format!("{text} www.one.example.org"),
            &format!("https://two.example {text}"),
        );
    });
}
