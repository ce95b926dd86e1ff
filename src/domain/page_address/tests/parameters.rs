//! Which parameters and fragments tell pages apart.

use super::{check_different, check_equal, hash_routes, ignoring, rules};

#[test]
fn parameters_of_campaigns_name_no_other_page() {
    for parameter in [
        "utm_source=news",
        "utm_medium",
        "UTM_Campaign=x&utm_content=y",
        "utm_anything=1",
        "mtm_kwd=z",
        "fbclid=IwAR0",
        "gclid=1&gbraid=2&wbraid=3&dclid=4&gclsrc=aw.ds",
        "msclkid=1",
        "mc_cid=1&mc_eid=2",
        "_ga=1.2&_gl=3",
        "igshid=1",
        "yclid=1",
        "%75tm_source=x",
        "amp;utm_source=x",
    ] {
        check_equal(
            "https://example.org/a",
            &[
                &format!("https://example.org/a?{parameter}"),
                &format!("https://example.org/a/?{parameter}#comment-5"),
            ],
            &rules(),
        );
        check_equal(
            "https://example.org/a?p=1&q=2",
            &[
                &format!("https://example.org/a?{parameter}&p=1&q=2"),
                &format!("https://example.org/a?p=1&{parameter}&q=2"),
                &format!("https://example.org/a?p=1&q=2&{parameter}"),
            ],
            &rules(),
        );
    }

    check_different(
        &[
            "https://example.org/a",
            "https://example.org/a?utm",
            "https://example.org/a?xutm_source=1",
            "https://example.org/a?ref=1",
            "https://example.org/a?source=1",
            "https://example.org/a?id=fbclid",
            "https://example.org/a?gclids=1",
        ],
        &rules(),
    );
}

#[test]
fn other_parameters_tell_pages_apart_and_their_order_counts() {
    check_equal(
        "https://example.org/?q=a+b&page",
        &[
            "https://example.org/?q=a%20b&page=",
            "https://example.org?q=%61+b&page&",
            "https://example.org/index.php?&q=a+b&&page",
        ],
        &rules(),
    );
    check_different(
        &[
            "https://example.org/?a=1&b=2",
            "https://example.org/?b=2&a=1",
            "https://example.org/?a=1",
            "https://example.org/?a=2",
            "https://example.org/?A=1",
            "https://example.org/?a=1&a=1",
            "https://example.org/?a=1;b=2",
            "https://example.org/?a=1%26b=2",
            "https://example.org/?a%3D1",
            "https://example.org/?q=a%2Bb",
            "https://example.org/?q=a+b",
            "https://example.org/?=a",
            "https://example.org/?a",
        ],
        &rules(),
    );
}

#[test]
fn parameters_that_the_site_ignores_name_no_other_page() {
    let rules = ignoring(&["ref", "größe", "src_*", "tag[]"]);

    check_equal(
        "https://example.org/?p=1",
        &[
            "https://example.org/?p=1&ref=x",
            "https://example.org/?ref&p=1&src_=2&src_mail=3",
            "https://example.org/?gr%c3%b6%c3%9fe=l&p=1",
            "https://example.org/?gro\u{308}ße=l&p=1",
            "https://example.org/?p=1&tag[]=a&tag%5B%5D=b",
        ],
        &rules,
    );
    check_different(
        &[
            "https://example.org/?p=1",
            "https://example.org/?p=1&Ref=x",
            "https://example.org/?p=1&refs=x",
            "https://example.org/?p=1&src=x",
        ],
        &rules,
    );
    check_equal(
        "https://example.org/",
        &["https://example.org/?any=1&thing=2"],
        &ignoring(&["*"]),
    );
}

#[test]
fn a_fragment_names_a_page_only_where_the_site_says_so() {
    let home = "https://example.org/";

    check_equal(
        home,
        &[
            "https://example.org/#",
            "https://example.org/#comment-5",
            "https://example.org/#/about",
            "https://example.org/#top",
        ],
        &rules(),
    );

    check_equal(
        home,
        &[
            "https://example.org/#",
            "https://example.org/#/",
            "https://example.org/#!/",
            "https://example.org/#comment-5",
            "https://example.org/#comment-01981234-0000-7000-8000-000000000000",
            "https://example.org/#:~:text=sleep",
        ],
        &hash_routes(),
    );
    check_equal(
        "https://example.org/#/über/uns?b=1",
        &[
            "http://example.org/#/%C3%BCber/uns/?utm_source=x&b=1",
            "https://example.org/index.html?fbclid=1#/u\u{308}ber/uns?b=1:~:text=x",
        ],
        &hash_routes(),
    );
    check_different(
        &[
            home,
            "https://example.org/#/a",
            "https://example.org/#!/a",
            "https://example.org/#a",
            "https://example.org/#/A",
            "https://example.org/#/a?b=1",
            "https://example.org/#/a?b=2",
            "https://example.org/?b=1#/a",
            "https://example.org/#comment-policy",
        ],
        &hash_routes(),
    );
}
