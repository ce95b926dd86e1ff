//! Valid email addresses, and the spellings of one mailbox.

use proptest::prelude::*;

use super::*;

fn key(text: &str) -> Result<String, &'static str> {
    EmailAddress::parse(text, "/email")
        .map(|email| email.key().to_owned())
        .map_err(|invalid| invalid.code)
}

/// Holds that each address is valid.
#[track_caller]
fn accepted(addresses: &[&str]) {
    for address in addresses {
        assert!(key(address).is_ok(), "{address} is refused");
    }
}

/// Holds that each address is refused, with a detail that says what to change.
#[track_caller]
fn refused(addresses: &[&str], hint: &str) {
    for address in addresses {
        match EmailAddress::parse(address, "/email") {
            Ok(_) => panic!("{address:?} is accepted"),
            Err(invalid) => {
                assert_eq!(invalid.code, "invalid_email");
                assert!(
                    invalid.detail.contains(hint),
                    "{address:?}: {}",
                    invalid.detail
                );
            }
        }
    }
}

/// Holds that all these spellings name one mailbox, the key of which is the first.
#[track_caller]
fn one_mailbox(expected: &str, spellings: &[&str]) {
    for spelling in spellings {
        assert_eq!(key(spelling).as_deref(), Ok(expected), "{spelling}");
    }
}

#[test]
fn the_local_part_may_have_letters_marks_and_symbols_of_every_script() {
    accepted(&[
        "संपर्क@डाटा.भारत",
        "अम्मा@example.org",
        "அம்மா@example.org",
        "ผู้ดูแล@example.org",
        "མི་མང@example.org",
        "ខ្មែរ@example.org",
        "մարդ@example.org",
        "Ünï.çødé@example.org",
        "n\u{303}an\u{303}o@example.org",
        "用户@例子.广告",
        "квіточка@пошта.укр",
        "θσερ@εχαμπλε.ψομ",
        "Dörte@Sörensen.example.com",
        "سارة@مثال.إختبار",
        "می\u{200C}خواهم@example.org",
        "שָׁלוֹם@example.org",
        "👩🏽\u{200D}🚀@example.org",
        "❤\u{FE0F}@i❤.example",
        "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}@example.org",
    ]);
}

#[test]
fn the_ascii_rules_of_rfc_5321_stay() {
    accepted(&[
        "ada@example.org",
        "a@b",
        "admin@localhost.localdomain",
        "ada.king+notes@example.org",
        "!#$%&'*+-/=?^_`{|}~@example.org",
        "\"ada king\"@example.org",
        "\"a@b\"@example.org",
        "\"a\\\"b\"@example.org",
        "\"ada..king\"@example.org",
        " ada@example.org ",
        "ada@a-b.example",
        "ada@a--b.example",
        "ada@1.example",
    ]);

    refused(
        &["", "ada", "ada.example.org", "ada＠example.org"],
        "with an @",
    );
    refused(
        &[
            "@example.org",
            ".ada@example.org",
            "ada.@example.org",
            "a..b@example.org",
            "a b@example.org",
            "a,b@example.org",
            "a<b>@example.org",
            "Ada <ada@example.org",
            "a@b@example.org",
            "\"a\"b\"@example.org",
            "\"a@example.org",
            "\"\"@example.org",
        ],
        "before the @",
    );
    refused(
        &[
            "ada@",
            "ada@.",
            "ada@.example",
            "ada@a..b",
            "ada@example.org..",
            "ada@-a.example",
            "ada@a-.example",
            "ada@a_b.example",
            "ada@[192.0.2.1]",
            "ada@exa mple.org",
            "ada@exam!ple.org",
            "ada@example.org>",
        ],
        "after the @",
    );
}

#[test]
fn a_domain_follows_uts_46() {
    refused(
        &[
            // A fake A-label, a label that begins with a mark, one of mixed direction, a joiner
            // without its context.
            "ada@xn--a.example",
            "ada@\u{301}a.example",
            "ada@aא.example",
            "ada@a\u{200D}b.example",
        ],
        "after the @",
    );
}

#[test]
fn controls_white_space_and_stray_invisible_characters_are_named() {
    for (address, named) in [
        ("ada\0@example.org", "U+0000"),
        ("ada\t@example.org", "U+0009"),
        ("\"a\tb\"@example.org", "U+0009"),
        ("ada\n@example.org", "U+000A"),
        ("a\u{A0}b@example.org", "U+00A0"),
        ("a\u{3000}b@example.org", "U+3000"),
        ("ada\u{200B}@example.org", "U+200B"),
        ("\u{FEFF}ada@example.org", "U+FEFF"),
        ("\u{202A}ada@example.org\u{202C}", "U+202A"),
        ("ada\u{AD}@example.org", "U+00AD"),
        ("ada@exam\u{AD}ple.org", "U+00AD"),
        ("a\u{3164}@example.org", "U+3164"),
        ("a\u{FFFE}@example.org", "U+FFFE"),
    ] {
        refused(&[address], named);
    }
}

#[test]
fn the_local_part_has_at_most_64_bytes_and_the_whole_254() {
    let domain = |bytes: usize| {
        let labels = [
            "a".repeat(63),
            "b".repeat(63),
            "c".repeat(63),
            "d".repeat(63),
        ];
        labels.join(".").chars().take(bytes).collect::<String>()
    };
    let address = |local: &str, bytes: usize| format!("{local}@{}", domain(bytes));

    accepted(&[
        &address(&"x".repeat(64), 189),
        &address(&"я".repeat(32), 189),
        &address(&"中".repeat(21), 189),
        &address(&"😀".repeat(16), 189),
        // 126 bytes as they are typed, 63 in NFC.
        &address(&"n\u{303}".repeat(32), 100),
        &address("x", 252),
    ]);
    refused(
        &[
            &address(&"x".repeat(65), 20),
            &address(&"я".repeat(33), 20),
            &address(&"中".repeat(22), 20),
            &address(&"😀".repeat(17), 20),
        ],
        "64 bytes",
    );
    refused(&[&address(&"x".repeat(64), 190)], "254 bytes");

    // A label has 63 bytes as an A-label (RFC 5890, 2.3.2.1).
    let distant: String = (0..25)
        .filter_map(|n| char::from_u32(0x4E00 + n * 800))
        .collect();
    refused(
        &[
            &format!("a@{}.example", "x".repeat(64)),
            &format!("a@{distant}.example"),
        ],
        "after the @",
    );
}

#[test]
fn all_spellings_of_a_domain_are_one_mailbox() {
    one_mailbox(
        "ann@xn--mnchen-3ya.example",
        &[
            "ann@münchen.example",
            "ann@xn--mnchen-3ya.example",
            "ann@XN--MNCHEN-3YA.Example",
            "ann@MÜNCHEN.EXAMPLE",
            "ann@mu\u{308}nchen.example",
            "ann@münchen。example",
            "ann@münchen．example",
            "ann@münchen｡example",
            "ann@ｍünchen.example",
            "ann@münchen.example.",
            "Ann@münchen.example。",
            "\"ann\"@münchen.example",
            "\"a\\nn\"@münchen.example",
        ],
    );
    one_mailbox(
        "संपर्क@xn--c2bd1gb.xn--h2brj9c",
        &["संपर्क@डाटा.भारत", "संपर्क@xn--c2bd1gb.xn--h2brj9c"],
    );
    one_mailbox(
        "a@xn--strae-oqa.example",
        &["a@straße.example", "a@STRAẞE.example"],
    );
}

#[test]
fn the_local_part_is_one_in_composition_and_case_and_differs_in_all_else() {
    one_mailbox(
        "rené@example.org",
        &[
            "rené@example.org",
            "rene\u{301}@example.org",
            "RENÉ@example.org",
        ],
    );
    one_mailbox(
        "\"a b\"@example.org",
        &["\"A b\"@example.org", "\"\\A b\"@example.org"],
    );

    for (one, other) in [
        ("ann@example.org", "a.nn@example.org"),
        ("ann@example.org", "ann+news@example.org"),
        ("ann@gmail.com", "ann@googlemail.com"),
        ("rené@example.org", "rene@example.org"),
        ("ann@example.org", "ａnn@example.org"),
        ("ann@straße.example", "ann@strasse.example"),
        ("می\u{200C}خواهم@example.org", "میخواهم@example.org"),
    ] {
        assert_ne!(key(one), key(other));
    }
}

#[test]
fn an_address_is_shown_as_it_was_typed() {
    let email = EmailAddress::parse(" Ann@MÜNCHEN.example ", "/email").unwrap();

    assert_eq!(email.expose(), "Ann@MÜNCHEN.example");
}

#[test]
fn a_stored_address_that_is_invalid_today_keeps_its_former_key() {
    assert_eq!(
        EmailAddress::from_stored("Ann@my_host.example").key(),
        "ann@my_host.example"
    );
    assert_eq!(
        EmailAddress::from_stored("ann@münchen.example").key(),
        "ann@xn--mnchen-3ya.example"
    );
}

proptest! {
    #[test]
    fn the_key_of_an_ascii_address_is_its_lower_case(
        text in "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,9}(\\.[A-Za-z0-9]{1,5})?@[A-Z0-9a-z]{1,9}(\\.[a-wA-W]{1,5}){0,2}"
    ) {
        prop_assert_eq!(key(&text), Ok(text.to_lowercase()));
    }

    #[test]
    fn a_key_is_its_own_key(text in "\\PC{1,12}@[\\PC&&[^@]]{1,8}(\\.example)?") {
        if let Ok(once) = key(&text) {
            prop_assert_eq!(key(&once), Ok(once));
        }
    }
}

#[test]
fn rows_of_earlier_releases_are_found_by_either_spelling_of_the_domain() {
    for typed in ["Ann@MÜNCHEN.example", "ann@xn--mnchen-3ya.example"] {
        let keys = EmailAddress::parse(typed, "/email").unwrap().stored_keys();

        assert!(keys.contains("ann@münchen.example"), "{typed}: {keys:?}");
        assert!(
            keys.contains("ann@xn--mnchen-3ya.example"),
            "{typed}: {keys:?}"
        );
    }
}
