//! Which pages may read an answer?

use super::wire::ask;
use super::{Service, settings};

#[tokio::test]
async fn exactly_the_listed_origins_may_read() {
    let service = Service::start(settings());
    service.app.origins.replace([
        "https://blog.example".to_owned(),
        "http://localhost:3000".to_owned(),
    ]);
    for origin in ["https://blog.example", "http://localhost:3000"] {
        let answer = ask(
            service.address,
            &format!("GET /probe/cached\nOrigin: {origin}"),
            "",
        )
        .await;
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
        let answer = ask(
            service.address,
            &format!("GET /probe/cached\nOrigin: {origin}"),
            "",
        )
        .await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            None,
            "{origin}"
        );
        assert!(answer.headers("vary").contains(&"Origin"), "{origin}");
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
}

#[tokio::test]
async fn a_page_may_read_its_problems_too() {
    let service = Service::start(settings());
    service
        .app
        .origins
        .replace(["https://blog.example".to_owned()]);
    for path in ["/v1/nothing", "/probe/panic"] {
        let answer = ask(
            service.address,
            &format!("GET {path}\nOrigin: https://blog.example"),
            "",
        )
        .await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("https://blog.example"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_preflight_is_answered_for_listed_origins_only() {
    let service = Service::start(settings());
    service
        .app
        .origins
        .replace(["https://blog.example".to_owned()]);
    let preflight = async |path: &str, origin: &str| {
        let lines =
            "Access-Control-Request-Method: GET\nAccess-Control-Request-Headers: idempotency-key";
        ask(
            service.address,
            &format!("OPTIONS {path}\nOrigin: {origin}\n{lines}"),
            "",
        )
        .await
    };
    let answer = preflight("/openapi.json", "https://blog.example").await;
    assert_eq!(answer.status, 204);
    assert_eq!(
        answer.header("access-control-allow-origin"),
        Some("https://blog.example")
    );
    assert_eq!(
        answer.header("access-control-allow-methods"),
        Some("GET, HEAD, OPTIONS")
    );
    assert!(
        answer
            .header("access-control-allow-headers")
            .unwrap()
            .contains("Idempotency-Key")
    );
    let stranger = preflight("/openapi.json", "https://evil.example").await;
    assert_eq!(
        (
            stranger.status,
            stranger.header("access-control-allow-origin")
        ),
        (204, None)
    );
    assert_eq!(stranger.header("access-control-allow-methods"), None);
    preflight("/v1/nothing", "https://blog.example")
        .await
        .problem(404, "not_found");
}
