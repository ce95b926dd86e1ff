//! The web pages that may read an answer: those of the listed origins.

use super::service::EdgeService;
use super::wire::WireAnswer;

const BLOG: &str = "https://blog.example";

/// A service that lists these origins.
fn start_listing(origins: &[&str]) -> EdgeService {
    let service = EdgeService::start();
    let origins = origins.iter().map(|origin| (*origin).to_owned());
    service.app.origins.replace(origins);

    service
}

/// Reads as a web page of this origin.
async fn read_from(service: &EdgeService, origin: &str, path: &str) -> WireAnswer {
    service.ask(&format!("GET {path}\nOrigin: {origin}")).await
}

#[tokio::test]
async fn exactly_the_listed_origins_may_read() {
    let service = start_listing(&[BLOG, "http://localhost:3000"]);

    for origin in [BLOG, "http://localhost:3000"] {
        let answer = read_from(&service, origin, "/probe/cached").await;
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin));

        let exposed = answer.header("access-control-expose-headers").unwrap();
        for name in [
            "ETag",
            "Link",
            "Location",
            "RateLimit",
            "Retry-After",
            "X-Request-Id",
            "Idempotency-Replayed",
        ] {
            assert!(exposed.split(", ").any(|one| one == name), "{name}");
        }
    }

    for origin in [
        "https://evil-blog.example",
        "https://blog.example.evil",
        "https://blog.example:444",
        "http://blog.example",
        "HTTPS://BLOG.EXAMPLE",
        "https://blog.example/",
        "null",
        "*",
        "https://blog.example\nOrigin: https://blog.example",
    ] {
        let answer = read_from(&service, origin, "/probe/cached").await;
        let allowed = answer.header("access-control-allow-origin");
        assert_eq!(allowed, None, "{origin}");
        assert!(answer.headers("vary").contains(&"Origin"), "{origin}");
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
}

#[tokio::test]
async fn a_listed_origin_may_read_its_problems_too() {
    let service = start_listing(&[BLOG]);

    for path in ["/v1/nothing", "/probe/panic"] {
        let answer = read_from(&service, BLOG, path).await;

        let allowed = answer.header("access-control-allow-origin");
        assert_eq!(allowed, Some(BLOG), "{path}");
    }
}

#[tokio::test]
async fn a_preflight_is_answered_for_listed_origins_only() {
    let service = start_listing(&[BLOG]);
    let preflight = async |path: &str, origin: &str| {
        let lines =
            "Access-Control-Request-Method: GET\nAccess-Control-Request-Headers: idempotency-key";
        let head = format!("OPTIONS {path}\nOrigin: {origin}\n{lines}");
        service.ask(&head).await
    };

    let listed = preflight("/openapi.json", BLOG).await;
    assert_eq!(listed.status, 204);
    assert_eq!(listed.header("access-control-allow-origin"), Some(BLOG));
    let methods = listed.header("access-control-allow-methods");
    assert_eq!(methods, Some("GET, HEAD, OPTIONS"));
    let headers = listed.header("access-control-allow-headers").unwrap();
    assert!(headers.contains("Idempotency-Key"));

    let stranger = preflight("/openapi.json", "https://evil.example").await;
    assert_eq!(stranger.status, 204);
    assert_eq!(stranger.header("access-control-allow-origin"), None);
    assert_eq!(stranger.header("access-control-allow-methods"), None);

    let nowhere = preflight("/v1/nothing", BLOG).await;
    nowhere.refused(404, "not_found");
}
