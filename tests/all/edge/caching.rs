//! The answers that caches may trust: their tags, 304 and codings.

use std::io::Read;

use super::service::EdgeService;
use super::wire::WireAnswer;

/// Asks for the cached probe in one of these codings.
async fn accepting(service: &EdgeService, accepted: &str) -> WireAnswer {
    let head = format!("GET /probe/cached\nAccept-Encoding: {accepted}");

    service.ask(&head).await
}

#[tokio::test]
async fn a_public_answer_is_revalidated_with_its_tag_in_every_coding() {
    let service = EdgeService::start();

    let mut tags = Vec::new();
    for coding in ["identity", "gzip", "br"] {
        let first = accepting(&service, coding).await;
        let cache_control = first.header("cache-control");
        let cdn = first.header("cdn-cache-control");
        let vary = first.headers("vary");
        assert_eq!(cache_control, Some("public, max-age=0, must-revalidate"));
        assert!(cdn.unwrap().contains("stale-while-revalidate=30"));
        assert!(vary.contains(&"Accept-Encoding"));
        assert!(vary.contains(&"Origin"));
        let tag = first.header("etag").unwrap().to_owned();
        assert!(tag.starts_with('"'), "a strong tag: {tag}");

        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"other\", {tag}"),
            "*".to_owned(),
        ] {
            let again = accepting(&service, &format!("{coding}\nIf-None-Match: {known}")).await;

            assert_eq!(again.status, 304, "{coding} {known}");
            assert_eq!(again.header("etag"), Some(tag.as_str()), "{coding} {known}");
            assert_eq!(again.header("cache-control"), cache_control);
            assert_eq!(again.header("cdn-cache-control"), cdn);
            assert_eq!(again.headers("vary"), vary);
            assert_eq!(again.header("content-type"), None);
        }

        let other = accepting(&service, &format!("{coding}\nIf-None-Match: \"other\"")).await;
        assert_eq!(other.status, 200);
        tags.push(tag);
    }

    tags.dedup();
    assert_eq!(tags.len(), 3, "each coding is a representation of its own");
    let mixed = accepting(&service, &format!("gzip\nIf-None-Match: {}", tags[0])).await;
    assert_eq!(
        mixed.status, 200,
        "the plain bytes are not the encoded ones"
    );
}

#[tokio::test]
async fn an_encoded_answer_is_the_plain_one_but_smaller() {
    let service = EdgeService::start();
    let plain = service.ask("GET /probe/cached").await;
    assert_eq!(plain.header("content-encoding"), None);

    for coding in ["gzip", "br"] {
        let answer = accepting(&service, coding).await;
        assert_eq!(answer.header("content-encoding"), Some(coding));
        assert!(answer.body.len() < plain.body.len() / 4);

        if coding == "gzip" {
            let mut text = Vec::new();
            let mut decoder = flate2::read::GzDecoder::new(answer.body.as_slice());
            decoder.read_to_end(&mut text).unwrap();
            assert_eq!(text, plain.body);
        }
    }

    for accepted in ["gzip;q=0, br;q=0", "nonsense", "identity;q=0"] {
        let answer = accepting(&service, accepted).await;
        assert_eq!(answer.status, 200, "{accepted}");
    }
}

#[tokio::test]
async fn a_coding_that_is_excluded_is_not_sent_while_there_is_another_one() {
    let service = EdgeService::start();

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
        let answer = accepting(&service, accepted).await;

        let coding = answer.header("content-encoding").unwrap_or("identity");
        assert!(codings.contains(&coding), "{accepted}: {coding}");
    }
}

#[tokio::test]
async fn an_answer_to_a_token_and_an_unmarked_answer_are_kept_by_no_cache() {
    let service = EdgeService::start();

    let with_a_token = "GET /probe/cached\nAuthorization: Bearer x";
    let answer = service.ask(with_a_token).await;
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert_eq!(answer.header("etag"), None);
    assert_eq!(answer.header("cdn-cache-control"), None);

    for unmarked in ["GET /health/live", "GET /v1/nothing"] {
        let answer = service.ask(unmarked).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}
