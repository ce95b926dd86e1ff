//! Which spellings of an address are one page, and which are not.

use proptest::prelude::*;

use super::*;

mod parameters;

fn rules() -> PageRules {
    PageRules::default()
}

fn hash_routes() -> PageRules {
    PageRules {
        hash_routes: true,
        ..rules()
    }
}

fn ignoring(names: &[&str]) -> PageRules {
    PageRules {
        ignored_parameters: names.iter().map(|&name| name.to_owned()).collect(),
        ..rules()
    }
}

/// The key of an address that a reader's link has.
fn key(address: &str, rules: &PageRules) -> AddressKey {
    let asked = PageAddress::asked(address.to_owned());
    let key = asked.key(rules).unwrap();

    let stored = PageAddress::stored(address.to_owned()).key(rules);
    assert_eq!(stored, Some(key), "asked and stored differ: {address}");
    key
}

fn check_equal(address: &str, others: &[&str], rules: &PageRules) {
    for other in others {
        assert_eq!(
            key(other, rules),
            key(address, rules),
            "{other} = {address}"
        );
    }
}

/// No two of the addresses are the same page.
fn check_different(addresses: &[&str], rules: &PageRules) {
    for (at, one) in addresses.iter().enumerate() {
        for other in &addresses[at + 1..] {
            assert_ne!(key(one, rules), key(other, rules), "{one} ≠ {other}");
        }
    }
}

#[test]
fn scheme_case_of_the_host_default_port_and_a_final_dot_name_no_other_page() {
    check_equal(
        "https://example.org/a",
        &[
            "http://example.org/a",
            "HTTPS://EXAMPLE.ORG/a",
            "https://example.org:443/a",
            "http://example.org:80/a",
            "https://example.org./a",
            " https://example.org/a\n",
            "https:/example.org/a",
            "https:\\\\example.org\\a",
        ],
        &rules(),
    );
    check_different(
        &[
            "https://example.org/a",
            "https://example.org:8443/a",
            "https://example.org:80/a",
            "https://www.example.org/a",
            "https://blog.example.org/a",
            "https://example.com/a",
        ],
        &rules(),
    );
}

#[test]
fn a_host_has_one_form_in_every_script() {
    for (a_label, others) in [
        (
            "xn--mnchen-3ya.example",
            [
                "münchen.example",
                "MÜNCHEN.example",
                "mu\u{308}nchen。example",
            ],
        ),
        (
            "xn--fsqu00a.xn--0zwm56d",
            ["例子.测试", "例子。测试", "%E4%BE%8B%E5%AD%90.测试"],
        ),
        (
            "xn--d1abbgf6aiiy.xn--p1ai",
            ["президент.рф", "ПРЕЗИДЕНТ.РФ", "Президент.рф"],
        ),
        (
            "example.org",
            ["ＥＸＡＭＰＬＥ.org", "example．org", "ex\u{ad}ample.org"],
        ),
        ("127.0.0.1", ["0x7f.1", "2130706433", "127.0.0.1."]),
        (
            "[2001:db8::1]",
            [
                "[2001:DB8:0:0:0:0:0:1]",
                "[2001:0db8::0001]",
                "[2001:db8:0::0:1]",
            ],
        ),
    ] {
        for other in others {
            check_equal(
                &format!("https://{a_label}/a"),
                &[&format!("http://{other}/a/")],
                &rules(),
            );
        }
    }

    check_different(
        &[
            "https://straße.example/",
            "https://strasse.example/",
            "https://[::1]/",
            "https://[::2]/",
        ],
        &rules(),
    );
}

#[test]
fn slashes_at_the_end_and_index_files_name_no_other_page() {
    check_equal(
        "https://example.org/",
        &[
            "https://example.org",
            "https://example.org//",
            "https://example.org/index.html",
            "https://example.org/index.htm",
            "https://example.org/index.php",
            "https://example.org/index.html/",
            "https://example.org/%69ndex%2Ehtml?",
            "https://example.org/a/..",
        ],
        &rules(),
    );
    check_equal(
        "https://example.org/a",
        &[
            "https://example.org/a/",
            "https://example.org/a/index.html#top",
            "https://example.org/./b/../a/%2e",
            "https://example.org/b/%2E%2e/a",
        ],
        &rules(),
    );
    check_different(
        &[
            "https://example.org/a",
            "https://example.org/A",
            "https://example.org//a",
            "https://example.org/a.html",
            "https://example.org/a/b",
            "https://example.org/a//b",
            "https://example.org/index.html/a",
            "https://example.org/Index.html",
            "https://example.org/index.php5",
            "https://example.org/myindex.html",
            "https://example.org/index",
        ],
        &rules(),
    );
}

#[test]
fn percent_encoding_has_one_form_and_encoded_delimiters_stay() {
    check_equal(
        "https://example.org/中/café b~",
        &[
            "https://example.org/%e4%b8%ad/caf%c3%a9%20b%7e",
            "https://example.org/%E4%B8%AD/cafe%CC%81%20b~",
            "https://example.org/中/cafe\u{301} %62%7E",
        ],
        &rules(),
    );
    check_equal(
        "https://example.org/100%25|a",
        &[
            "https://example.org/100%|a",
            "https://example.org/100%25%7ca",
        ],
        &rules(),
    );
    check_different(
        &[
            "https://example.org/a/b",
            "https://example.org/a%2Fb",
            "https://example.org/a%252Fb",
            "https://example.org/a%3Fb",
            "https://example.org/a?b",
            "https://example.org/a%23b",
            "https://example.org/a;b",
            "https://example.org/a%3Bb",
            "https://example.org/a+b",
            "https://example.org/a%20b",
            "https://example.org/caf%E9",
            "https://example.org/caf%C3%A9",
            "https://example.org/cafe",
        ],
        &rules(),
    );
}

#[test]
fn links_of_all_readers_to_one_page_share_a_cached_answer() {
    let asked = |text: &str| PageAddress::asked(text.to_owned());

    for link in [
        "https://example.org/a?p=1&fbclid=abc",
        "HTTPS://example.org/a?utm_source=x&p=1#comment-7",
        "https://example.org/a?p=1#:~:text=b",
    ] {
        assert_eq!(asked(link), asked("https://example.org/a?p=1"), "{link}");
    }
}

#[test]
fn what_is_no_web_address_has_no_key() {
    for text in [
        "",
        "example.org/a",
        "/a",
        "//example.org/a",
        "ftp://example.org/a",
        "javascript:alert(1)",
        "mailto:ann@example.org",
        "https://ann@example.org/a",
        "https://ann:secret@example.org/a",
        "https://",
        "https://exa mple.org/",
        "https://[::1/",
        "https://example.org:99999/",
        "https://example.org/\u{1}",
    ] {
        let asked = PageAddress::asked(text.to_owned());
        assert_eq!(asked.key(&rules()), None, "{text}");
        assert_eq!(asked.as_str(), text);
    }
}

/// A normal form, read as an address again.
fn again(address: &str, rules: &PageRules) -> Option<(String, String)> {
    let first = normal_form(&WebUrl::read(address)?, rules)?;
    let second = normal_form(&WebUrl::read(&format!("https:{first}"))?, rules)?;

    Some((first, second))
}

proptest! {
    #[test]
    fn the_normal_form_of_a_normal_form_is_itself(
        host in "([a-z]{1,3}|é|ß|中){1,2}(\\.(org|рф)\\.?)?(:[0-9]{1,4})?",
        path in "(/|\\.|%2[eEfF]|index\\.(html|php)|é|e\u{301}|[%a;=+|'~ ]|\\PC){0,12}",
        query in "(\\?([a-b]|=|&|\\+|%26|%3d|utm_x|ref|fbclid|amp;|é|\u{37e}|\u{212a}|\\PC){0,12})?",
        fragment in "(#(/|!|\\?|&|=|a|comment-|1|%31|:~:|utm_x|é|%2f|\\PC){0,10})?",
        has_routes in any::<bool>(),
    ) {
        let address = format!("http://{host}/{path}{query}{fragment}");
        let rules = PageRules {
            hash_routes: has_routes,
            ..ignoring(&["ref", "b*"])
        };

        if let Some((first, second)) = again(&address, &rules) {
            prop_assert_eq!(second, first);
        }
    }

    #[test]
    fn tracking_anchors_and_the_scheme_never_change_the_key(
        path in "(/[a-z%é]{0,4}){0,3}",
        query in "([a-c]=[0-9]&?){0,3}",
    ) {
        let plain = format!("https://example.org{path}?{query}");
        let linked = format!("http://EXAMPLE.org:80{path}?fbclid=1&{query}&utm_source=2#comment-9");

        prop_assert_eq!(key(&linked, &rules()), key(&plain, &rules()));
    }
}

/// The URL of a new page at this address.
fn registered(address: &str, origin: &str, rules: &PageRules) -> Option<String> {
    let asked = PageAddress::asked(address.to_owned());

    asked
        .on_origin(origin, rules)
        .map(|url| url.as_str().to_owned())
}

#[test]
fn an_address_is_of_the_origins_with_its_host_and_port() {
    let origins = |address: &str| PageAddress::asked(address.to_owned()).origins();

    assert_eq!(
        origins("http://EXAMPLE.org.:80/a?b#c"),
        ["https://example.org", "http://example.org"]
    );
    assert_eq!(
        origins("https://bücher.example:8443/"),
        [
            "https://xn--bcher-kva.example:8443",
            "http://xn--bcher-kva.example:8443"
        ]
    );
    assert_eq!(origins("https://[::1]/")[1], "http://[::1]");
    for no_page in [
        "",
        "example.org",
        "ftp://example.org/",
        "https://a:b@example.org/",
    ] {
        assert_eq!(origins(no_page), Vec::<String>::new(), "{no_page}");
    }
}

#[test]
fn a_new_page_has_the_scheme_of_its_origin_and_nothing_of_the_visit() {
    let rules = ignoring(&["ref", "share_*"]);
    let sent = "http://example.org/a/?p=2&ref=x&share_by=y&utm_source=z&q=r+s#comments";

    let url = registered(sent, "https://example.org", &rules);

    assert_eq!(url.as_deref(), Some("https://example.org/a/?p=2&q=r+s"));
}

#[test]
fn a_new_page_keeps_its_route() {
    let sent = "https://example.org/?ref=x#/about?ref=y";

    let url = registered(sent, "https://example.org", &hash_routes());

    assert_eq!(url.as_deref(), Some(sent));
}

proptest! {
    #[test]
    fn the_url_of_a_new_page_has_the_key_of_its_address(
        path in "(/[a-zA-Zé%.]{0,6}){0,3}",
        query in "([a-z+_]{0,5}(=[a-z+é&]{0,5})?&?){0,4}",
        fragment in "[a-z/?=&-]{0,8}",
        is_secure: bool,
    ) {
        let scheme = if is_secure { "https" } else { "http" };
        let address = format!("{scheme}://example.org{path}?{query}#{fragment}");

        for rules in [rules(), hash_routes(), ignoring(&["a*", "b", "_"])] {
            let url = registered(&address, "https://example.org", &rules).unwrap();
            prop_assert_eq!(key(&url, &rules), key(&address, &rules), "{} {}", address, url);
        }
    }
}
