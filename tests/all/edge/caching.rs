//! Can caches trust what we say? Tags, 304 and codings.

use std::io::Read;

use super::wire::ask;
use super::{Service, settings};

const ENCODED: [(&str, &str); 2] = [("gzip", "gzip"), ("br", "br")];

#[tokio::test]
async fn a_public_answer_is_revalidated_with_its_tag_in_every_coding() {
    let service = Service::start(settings());
    let mut tags = Vec::new();
    for coding in ["identity", "gzip", "br"] {
        let get = async |more: &str| {
            ask(
                service.address,
                &format!("GET /probe/cached\nAccept-Encoding: {coding}{more}"),
                "",
            )
            .await
        };
        let first = get("").await;
        assert_eq!(
            first.header("cache-control"),
            Some("public, max-age=0, must-revalidate")
        );
        assert!(
            first
                .header("cdn-cache-control")
                .unwrap()
                .contains("stale-while-revalidate=30")
        );
        let tag = first.header("etag").unwrap().to_owned();
        assert!(tag.starts_with('"'), "a strong tag: {tag}");
        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"other\", {tag}"),
            "*".to_owned(),
        ] {
            let again = get(&format!("\nIf-None-Match: {known}")).await;
            assert_eq!(
                (again.status, again.header("etag")),
                (304, Some(tag.as_str())),
                "{coding} {known}"
            );
            assert_eq!(again.header("cache-control"), first.header("cache-control"));
            assert_eq!(
                again.header("cdn-cache-control"),
                first.header("cdn-cache-control")
            );
            assert_eq!(again.headers("vary"), first.headers("vary"));
            assert_eq!(again.header("content-type"), None);
        }
        assert_eq!(get("\nIf-None-Match: \"other\"").await.status, 200);
        assert!(
            first.headers("vary").contains(&"Accept-Encoding")
                && first.headers("vary").contains(&"Origin")
        );
        tags.push(tag);
    }
    tags.dedup();
    assert_eq!(tags.len(), 3, "each coding is a representation of its own");
    let head = format!(
        "GET /probe/cached\nAccept-Encoding: gzip\nIf-None-Match: {}",
        tags[0]
    );
    assert_eq!(
        ask(service.address, &head, "").await.status,
        200,
        "the plain bytes are not the encoded ones"
    );
}

#[tokio::test]
async fn an_encoded_answer_is_the_plain_one_but_smaller() {
    let service = Service::start(settings());
    let plain = ask(service.address, "GET /probe/cached", "").await;
    assert_eq!(plain.header("content-encoding"), None);
    for (accepted, coding) in ENCODED {
        let answer = ask(
            service.address,
            &format!("GET /probe/cached\nAccept-Encoding: {accepted}"),
            "",
        )
        .await;
        assert_eq!(answer.header("content-encoding"), Some(coding));
        assert!(answer.body.len() < plain.body.len() / 4);
        if coding == "gzip" {
            let mut text = Vec::new();
            flate2::read::GzDecoder::new(answer.body.as_slice())
                .read_to_end(&mut text)
                .unwrap();
            assert_eq!(text, plain.body);
        }
    }
    for accepted in ["gzip;q=0, br;q=0", "nonsense", "identity;q=0"] {
        let answer = ask(
            service.address,
            &format!("GET /probe/cached\nAccept-Encoding: {accepted}"),
            "",
        )
        .await;
        assert_eq!(answer.status, 200, "{accepted}");
    }
}

#[tokio::test]
async fn a_coding_that_is_excluded_is_not_sent_while_there_is_another_one() {
    let service = Service::start(settings());
    for (accepted, codings) in [
        ("identity;q=0, *", ["br", "gzip"]),
        ("identity;q=0, *;q=1", ["br", "gzip"]),
        ("*;q=0.5, identity;q=0", ["br", "gzip"]),
        ("identity;q=0, gzip;q=0, *", ["br"; 2]),
        ("identity;q=0, br;q=0, *", ["gzip"; 2]),
        ("identity;q=0, X-GZIP;q=0, *", ["br"; 2]),
        ("x-gzip", ["gzip"; 2]),
        ("x-gzip;q=0.5, br;q=0.1", ["gzip"; 2]),
    ] {
        let answer = ask(
            service.address,
            &format!("GET /probe/cached\nAccept-Encoding: {accepted}"),
            "",
        )
        .await;
        let coding = answer.header("content-encoding").unwrap_or("identity");
        assert!(codings.contains(&coding), "{accepted}: {coding}");
    }
}

#[tokio::test]
async fn an_answer_to_somebody_with_a_token_is_kept_by_nobody() {
    let service = Service::start(settings());
    let answer = ask(
        service.address,
        "GET /probe/cached\nAuthorization: Bearer x",
        "",
    )
    .await;
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert_eq!(
        (answer.header("etag"), answer.header("cdn-cache-control")),
        (None, None)
    );
    let unmarked = ask(service.address, "GET /health/live", "").await;
    assert_eq!(unmarked.header("cache-control"), Some("no-store"));
    assert_eq!(
        ask(service.address, "GET /v1/nothing", "")
            .await
            .header("cache-control"),
        Some("no-store")
    );
}
