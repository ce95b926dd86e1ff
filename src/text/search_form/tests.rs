//! What the search form makes one, and what it leaves apart.

use proptest::prelude::*;

use super::*;

fn folded(text: &str) -> String {
    SearchForm::of(text).0
}

/// Each line has spellings that find each other.
#[track_caller]
fn are_one(lines: &[&[&str]]) {
    for line in lines {
        let first = folded(line[0]);
        for spelling in *line {
            assert_eq!(folded(spelling), first, "{spelling} and {}", line[0]);
        }
    }
}

#[track_caller]
fn are_different(pairs: &[(&str, &str)]) {
    for (one, other) in pairs {
        assert_ne!(folded(one), folded(other), "{one} and {other}");
    }
}

#[test]
fn case_does_not_count_in_any_script() {
    are_one(&[
        &["coffee", "COFFEE", "Coffee"],
        &["Кофе", "кофе", "КОФЕ"],
        &["Straße", "STRASSE", "strasse", "STRAẞE"],
        &["Σίσυφος", "ΣΊΣΥΦΟΣ", "σισυφοσ"],
        &["Հայերեն", "ՀԱՅԵՐԵՆ"],
        &["և", "ԵՒ", "եւ"],
        &["ქართული", "ᲥᲐᲠᲗᲣᲚᲘ"],
        &["ǆ", "ǅ", "Ǆ", "dž", "DŽ"],
        &["ﬁn", "FIN"],
        &["ᎠᎡ", "ꭰꭱ"],
        &["𐐀", "𐐨"],
    ]);
}

/// A search does not know the language of the text: all four letters are one.
#[test]
fn the_turkish_letters_i_are_one() {
    are_one(&[&["Isparta", "ısparta", "İSPARTA", "isparta"]]);
    are_one(&[&["İstanbul", "ISTANBUL", "istanbul", "i\u{307}stanbul"]]);
}

#[test]
fn accents_on_latin_and_greek_letters_do_not_count() {
    are_one(&[
        &["café", "CAFÉ", "cafe\u{301}", "cafe"],
        &["naïve", "naive"],
        &["Müller", "Muller", "MÜLLER"],
        &["Tiếng Việt", "tieng viet", "TIẾNG VIỆT"],
        &["Đà Nẵng", "da nang"],
        &["Łódź", "lodz"],
        &["smørrebrød", "smorrebrod", "SMØRREBRØD"],
        &["Ærø", "aero"],
        &["œuvre", "oeuvre", "ŒUVRE"],
        &["čeština", "cestina"],
        &["ț ș", "t s", "ţ ş"],
        &["Ελλάδα", "ελλαδα", "ΕΛΛΆΔΑ"],
        &["ἄνθρωπος", "ανθρωποσ"],
        &["Ħamrun", "hamrun"],
    ]);
}

#[test]
fn cyrillic_letters_with_a_place_in_an_alphabet_stay_and_stress_and_yo_do_not_count() {
    are_one(&[
        &["ещё", "еще", "ЕЩЁ", "еще\u{308}"],
        &["за\u{301}мок", "замок"],
        &["ѝ", "и"],
        &["мой", "МОЙ", "мои\u{306}"],
        &["їжа", "ЇЖА", "і\u{308}жа"],
        &["м’ята", "м'ята", "мʼята"],
    ]);
    are_different(&[
        ("мой", "мои"),
        ("їжа", "іжа"),
        ("ўсё", "усё"),
        ("ґанок", "ганок"),
    ]);
}

#[test]
fn hebrew_points_and_arabic_vowel_signs_do_not_count() {
    are_one(&[
        &["שָׁלוֹם", "שלום", "שׁלום"],
        &["צה״ל", "צה\"ל"],
        &["مُحَمَّد", "محمد", "محـــمد"],
        &["أحمد", "احمد", "أحمد"],
        &["القرآن", "القران"],
        &["ٱلله", "الله"],
        &["مدرسة", "مدرسه"],
        &["ﻣﺤﻤﺪ", "محمد"],
    ]);
    are_different(&[("שלום", "שלומ"), ("بيت", "بنت")]);
}

#[test]
fn persian_and_arabic_keyboards_find_each_other() {
    are_one(&[
        &["كتاب", "کتاب"],
        &["ایرانی", "ايراني", "ايرانى"],
        &["می\u{200C}خواهم", "میخواهم"],
        &["۱۲۳", "123", "١٢٣"],
        &["یہ", "یه"],
    ]);
}

#[test]
fn vowel_signs_of_indic_scripts_and_thai_tones_count_and_the_nukta_does_not() {
    are_one(&[
        &["ज़रूर", "जरूर", "ज\u{93C}रूर"],
        &["पढ़ना", "पढना"],
        &["ਖ਼ਬਰ", "ਖਬਰ"],
        &["कॉफ़ी", "कॉफी"],
        &["น้ำ", "น\u{E49}\u{E33}", "น\u{E49}\u{E4D}\u{E32}"],
        &["কো", "ক\u{9C7}\u{9BE}"],
        &["২০২৪", "2024"],
    ]);
    are_different(&[
        ("कि", "की"),
        ("कल", "काल"),
        ("चाय", "चय"),
        ("কলা", "কাল"),
        ("தமிழ்", "தமழ"),
        ("ขาว", "ข้าว"),
        ("บา", "บ้า"),
    ]);
}

#[test]
fn width_and_syllabary_of_kana_do_not_count_and_their_voice_does() {
    are_one(&[
        &["コーヒー", "ｺｰﾋｰ", "こーひー"],
        &["ガラス", "ｶﾞﾗｽ", "がらす", "か\u{3099}らす"],
        &["ヴ", "ｳﾞ", "ゔ"],
        &["ＡＢＣ１２３", "abc123"],
        &["東京", "東京"],
        &["㌀", "アパート"],
        &["한국어", "한국어"],
    ]);
    are_different(&[("か", "が"), ("は", "ば"), ("つ", "っ"), ("한국", "한굮")]);
}

#[test]
fn characters_that_show_nothing_do_not_count() {
    are_one(&[
        &["coffee", "cof\u{AD}fee", "cof\u{200B}fee", "\u{202E}coffee"],
        &["👩\u{200D}🔬", "👩🔬"],
        &["❤\u{FE0F}", "❤"],
        &["cafe\u{200B}\u{301}", "café"],
    ]);
}

#[test]
fn white_space_is_one_space_and_none_at_the_ends() {
    assert_eq!(folded(" a \n\t b\u{3000}\u{A0}c\u{2028} "), "a b c");
    assert_eq!(folded("\n ab  c "), "ab c");
    assert_eq!(folded(" \u{200B}\u{2800}\u{3000}"), "");
}

#[test]
fn quotation_marks_apostrophes_and_dashes_have_one_form() {
    are_one(&[
        &["don’t", "don't", "don´t", "donʼt"],
        &["“so”", "\"so\"", "„so”", "«so»"],
        &["1990–2000", "1990-2000", "1990—2000", "1990‑2000"],
        &["…", "..."],
        &["½", "1/2"],
    ]);
}

/// A moderator searches for what was written.
#[test]
fn look_alike_letters_and_punctuation_count() {
    are_different(&[
        ("раураl", "paypal"),
        ("c0ffee", "coffee"),
        ("c++", "c"),
        ("a.b", "ab"),
    ]);
}

#[test]
fn a_form_is_at_most_six_times_as_long_as_its_text() {
    for c in '\u{1}'..='\u{2FFFF}' {
        let text = c.to_string();
        let form = folded(&text);

        assert!(form.len() <= 6 * text.len(), "{}", c.escape_unicode());
    }
}

#[test]
fn the_form_of_each_character_is_its_own_form_and_that_of_its_cases() {
    for c in '\u{1}'..='\u{1FFFF}' {
        let once = folded(&c.to_string());
        let upper: String = c.to_uppercase().collect();
        let lower: String = c.to_lowercase().collect();

        assert_eq!(folded(&once), once, "{c} {}", c.escape_unicode());
        assert_eq!(folded(&upper), folded(&lower), "{c} {}", c.escape_unicode());
    }
}

/// A changed Unicode table or rule changes stored forms: then raise `SEARCH_VERSION`.
#[test]
fn the_forms_of_this_version_do_not_drift() {
    let all: String = ('\u{1}'..='\u{1FFFF}')
        .map(|c| folded(&c.to_string()) + "\n")
        .collect();

    assert_eq!(
        xxhash_rust::xxh3::xxh3_64(all.as_bytes()),
        5_712_929_206_835_913_900
    );
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in any::<String>()) {
        let once = SearchForm::of(&text);

        prop_assert_eq!(SearchForm::of(once.as_str()), once);
    }
}
