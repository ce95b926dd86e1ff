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

mod labelled;
