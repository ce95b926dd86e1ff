//! Spellings and bounds of contacts.

use super::*;

fn telephones(text: &str) -> Vec<String> {
    find_contacts(text)
        .into_iter()
        .filter(|contact| contact.kind == ContactKind::Telephone)
        .map(|contact| contact.canonical)
        .collect()
}

#[test]
fn all_spellings_of_a_telephone_number_are_one() {
    for written in [
        "+1 555 010 7788",
        "WhatsApp +1 555 010 7788",
        "+1 (555) 010-7788",
        "001 555 010 7788",
        "call 555 010 7788",
        "1-555-010-7788",
        "(555) 010-7788",
        "555.010.7788",
        "+1555O1O7788",
        "+1 5 5 5 0 1 0 7 7 8 8",
        "call five five five zero one zero double seven double eight",
        "five five five zero one zero double seven double eight is the number to call",
        "＋１ ５５５ ０１０ ７７８８",
        "+١ ٥٥٥ ٠١٠ ٧٧٨٨",
        "5️⃣5️⃣5️⃣ 0️⃣1️⃣0️⃣ 7️⃣7️⃣8️⃣8️⃣",
        "⑤⑤⑤-⓪①⓪-⑦⑦⑧⑧",
        "5\u{200B}55 01\u{200D}0 7788",
        "**555** 010 *7788*",
        "&#43;1 555&nbsp;010 7788",
        "📞555-010-7788",
    ] {
        assert_eq!(telephones(written), ["5550107788"], "{written}");
    }
}

#[test]
fn what_divides_or_disguises_a_contact_does_not_matter() {
    for (kind, canonical, spellings) in [
        (
            ContactKind::Email,
            "ann@example.org",
            &[
                "ann@example.org",
                "Ann@Example.Org.",
                "ann (at) example (dot) org",
                "ann[at]example[dot]org",
                "ann_at_example.org",
                "ａｎｎ＠ｅｘａｍｐｌｅ．ｏｒｇ",
                "a\u{200B}nn@exam\u{AD}ple.org",
                "ann&#64;example&period;org",
                "аnn@ехаmрlе.org",
                "[write](mailto:ann@example.org)",
                "ann+offers@example.org",
            ][..],
        ),
        (
            ContactKind::Handle,
            "profit_ann",
            &[
                "Telegram: @profit_ann",
                "telegram @Profit_Ann!",
                "T E L E G R A M t.me/profit_ann",
                "https://t.me/profit_ann",
                "t[.]me/profit_ann",
                "t . me / profit_ann",
                "t me/profit_ann",
                "Теlegram @profit\\_ann",
                "@profit_ann on Instagram",
                "加微信 profit_ann",
            ],
        ),
        (
            ContactKind::Wallet,
            "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
            &[
                "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
                "1BvBMSEY stWetqTF n5Au4m4G Fg7xJaNVN2",
                "1BvBMSEYstWetq-TFn5Au4m4GFg7xJaNVN2",
                "1BvBMSEYst\u{200D}WetqTFn5Au4m4GFg7xJaNVN2",
            ],
        ),
        (
            ContactKind::Iban,
            "DE89370400440532013000",
            &[
                "DE89 3704 0044 0532 0130 00",
                "de89370400440532013000",
                "DE89-3704-0044-0532-0130-00",
                "DE89 37O4 OO44 O532 O13O OO",
                "ＤＥ８９ ３７０４ ００４４ ０５３２ ０１３０ ００",
            ],
        ),
    ] {
        for written in spellings {
            let found: Vec<String> = find_contacts(written)
                .into_iter()
                .filter(|contact| contact.kind == kind)
                .map(|contact| contact.canonical)
                .collect();

            assert_eq!(found, [canonical], "{written}");
        }
    }
}

/// The contacts of a text, each as its kind and its canonical form.
fn found(text: &str) -> Vec<String> {
    find_contacts(text)
        .into_iter()
        .map(|contact| format!("{} {}", contact.kind.as_str(), contact.canonical))
        .collect()
}

#[test]
fn the_name_of_a_messenger_may_be_broken_up_or_have_other_letters() {
    for text in [
        "Te1egram @ann.draws_7",
        "T3l3gram: ann.draws_7",
        "Telegr@m ann.draws_7",
        "tele-gram @ann.draws_7",
        "Insta.gram @ann.draws_7",
        "In$tagram 👉 @ann.draws_7",
        "telegr*m @ann.draws_7",
        "s n a p : ann.draws_7",
        "пиши в т е л е г у @ann.draws_7",
        "ت.ل.گ.ر.ا.م @ann.draws_7",
        "टे-ली-ग्रा-म @ann.draws_7",
        "微❤信 ann.draws_7",
        "V信：ann.draws_7",
        "加V❤ ann.draws_7",
        "ラ○ンID ann.draws_7",
        "텔.레.그.램 ann.draws_7",
        "카 톡 ann.draws_7",
    ] {
        assert_eq!(found(text), ["handle ann.draws_7"], "{text}");
    }
}

#[test]
fn each_character_of_a_handle_may_stand_alone() {
    for text in [
        "IG a n n _ d r a w s 7",
        "snap: a n n _ d r a w s 7 call me",
        "Telegram @ a n n _ d r a w s 7",
        "s n a p a n n _ d r a w s 7",
        "इंस्टा पर आओ a n n _ d r a w s 7",
        "카카오 a n n _ d r a w s 7",
    ] {
        assert_eq!(found(text), ["handle ann_draws7"], "{text}");
    }
}

#[test]
fn words_that_name_or_lead_may_stand_between_a_messenger_and_a_handle() {
    for text in [
        "bei Telegram als @ann_7 zu finden",
        "en Telegram como ann_7",
        "в телеграме под ником ann_7",
        "Telegram as ann_7",
        "इंस्टाग्राम पर देखिए @ann_7",
        "telegram arroba ann_7",
        "my Instagram, @ann_7",
        "T e l e g r a m, @ann_7",
    ] {
        assert_eq!(found(text), ["handle ann_7"], "{text}");
    }
}

#[test]
fn an_opinion_about_a_messenger_and_a_fellow_reader_are_no_handle() {
    for text in [
        "Telegram: overrated. Signal: fine.",
        "Instagram: boring, TikTok: worse!",
        "I left Instagram, @ann_7, and never looked back.",
        "my Instagram, @ann, is broken",
        "T e l e g r a m is dead",
        "in-stock items, e.g. tea",
        "ライン、○×で答えて 2 3",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn a_text_may_say_which_mark_stands_for_an_at() {
    for text in [
        "ann.lee#example.org, replace # with @",
        "ann.lee★example.org（★を@に変えてね）",
        "ann.lee#example.org（把#换成@）",
        "(замените * на @) ann.lee*example.org",
        "★はアットマークです ann.lee★example.org",
    ] {
        assert_eq!(found(text), ["email ann.lee@example.org"], "{text}");
    }
    assert_eq!(found("C#example.org and F#example.org"), [""; 0]);
    assert_eq!(found("5 € @ the door, 3€example.org"), [""; 0]);
}

#[test]
fn a_word_for_at_may_also_say_where() {
    for text in [
        "I looked at example dot com for a week.",
        "We bought it at yahoo dot com",
        "They sell tickets at example dot org",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
    for text in [
        "email me: ann at example dot com",
        "ann at example dot com",
        "ann.lee at example dot com is mine",
        "ann arroba example punto com",
        "ann [klammeraffe] example [punkt] com",
        "ann آت example دوت com",
        "ann ऐट example डॉट com",
        "ann 골뱅이 example 쩜 com",
    ] {
        let is_email = found(text).iter().any(|it| it.ends_with("@example.com"));
        assert!(is_email, "{text}");
    }
}

#[test]
fn the_path_of_a_disguised_link_may_have_spaces() {
    for text in [
        "discord . gg / AbC77x",
        "discord . com / invite / AbC77x",
        "discord dot com / invite / AbC77x now",
    ] {
        assert_eq!(found(text), ["invitation discord.gg/AbC77x"], "{text}");
    }
    for text in [
        "t . me / joinchat / AbC77xyz",
        "t точка me/ joinchat /AbC77xyz",
        "t . me / + AbC77xyz",
    ] {
        assert_eq!(found(text), ["invitation t.me/AbC77xyz"], "{text}");
    }
}

#[test]
fn accounts_outside_the_registry_and_of_single_characters_are_found() {
    for (text, account) in [
        (
            "IR40 0170 1199 8469 2978 6131 84",
            "IR400170119984692978613184",
        ),
        (
            "IR۴۰ ۰۱۷۰ ۱۱۹۹ ۸۴۶۹ ۲۹۷۸ ۶۱۳۱ ۸۴",
            "IR400170119984692978613184",
        ),
        (
            "D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0",
            "DE89370400440532013000",
        ),
        (
            "D.E-89-37-04-00-44-05-32-01-30-00",
            "DE89370400440532013000",
        ),
        ("DE * 89370400440532013000", "DE89370400440532013000"),
    ] {
        assert_eq!(found(text), [format!("iban {account}")], "{text}");
    }
    assert_eq!(
        found("IR41 0170 1199 8469 2978 6131 84"),
        [""; 0],
        "wrong check digits"
    );
}

#[test]
fn the_word_for_number_says_nothing_about_its_kind() {
    for (text, telephone) in [
        ("番号は03-6271-4482です", "362714482"),
        ("제 번호는 010-7734-2291", "1077342291"),
        ("ゼロ九ゼロ 2六4七 0八1三", "9026470813"),
    ] {
        assert_eq!(telephones(text), [telephone], "{text}");
    }
    for text in ["会員番号は03-6271-4482です", "회원번호 010-7734-2291"] {
        assert_eq!(telephones(text), [""; 0], "{text}");
    }
}

#[test]
fn a_contact_is_shown_as_it_is_written() {
    let found =
        find_contacts("Ask **Ann**: +1&nbsp;555 010\u{200B} 77 88, or ann (at) example (dot) org!");

    let written: Vec<&str> = found
        .iter()
        .map(|contact| contact.written.as_str())
        .collect();
    assert_eq!(
        written,
        [
            "+1&nbsp;555 010\u{200B} 77 88",
            "ann (at) example (dot) org"
        ]
    );
}

#[test]
fn a_text_has_at_most_ten_contacts() {
    let numbers: Vec<String> = (10..40)
        .map(|last| format!("+1 555 010 77{last}\n"))
        .collect();

    assert_eq!(find_contacts(&numbers.concat()).len(), MAX_CONTACTS);
}

mod disguises;
mod labelled;
