//! Every answer has the contract's shape, whatever was asked.

use moderato::config::HttpConfig;

use super::service::{EdgeService, settings};

#[tokio::test]
async fn an_unknown_path_is_404() {
    let service = EdgeService::start();

    for path in [
        "/nothing",
        "/v1/nothing",
        "/health",
        "/health/live/",
        "/docs/errors/more",
    ] {
        let answer = service.ask(&format!("GET {path}")).await;
        answer.refused(404, "not_found");
    }
}

#[tokio::test]
async fn a_wrong_method_is_405_with_allow() {
    let service = EdgeService::start();

    for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
        let answer = service.ask(&format!("{method} /health/live")).await;

        answer.refused(405, "method_not_allowed");
        let allow = answer.header("allow");
        assert_eq!(allow, Some("GET, HEAD, OPTIONS"), "{method}");
    }
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    let service = EdgeService::start();

    for path in [
        "/health/live",
        "/openapi.json",
        "/docs",
        "/docs/errors",
        "/probe/cached",
        "/v1/nothing",
    ] {
        let get = service.ask(&format!("GET {path}")).await;
        let head = service.ask(&format!("HEAD {path}")).await;

        assert_eq!(head.status, get.status, "{path}");
        let length = get.body.len().to_string();
        assert_eq!(
            head.header("content-length"),
            Some(length.as_str()),
            "{path}"
        );
        for name in [
            "content-type",
            "etag",
            "cache-control",
            "content-security-policy",
        ] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
    }
}

#[tokio::test]
async fn options_lists_the_methods_of_a_path() {
    let service = EdgeService::start();

    let known = service.ask("OPTIONS /health/live").await;
    let unknown = service.ask("OPTIONS /v1/nothing").await;

    assert_eq!(known.status, 204);
    assert_eq!(known.header("allow"), Some("GET, HEAD, OPTIONS"));
    unknown.refused(404, "not_found");
}

#[tokio::test]
async fn a_panic_is_an_opaque_500_and_the_worker_goes_on_serving() {
    let service = EdgeService::start();

    for _ in 0..3 {
        let answer = service.ask("GET /probe/panic").await;

        answer.refused(500, "internal_error");
        assert!(!answer.text().contains("secret"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }

    let live = service.ask("GET /health/live").await;
    assert_eq!(live.status, 200);
}

#[tokio::test]
async fn an_error_that_is_no_problem_becomes_one_without_its_inner_words() {
    let service = EdgeService::start();

    let answer = service.ask("GET /probe/bare_error").await;

    answer.refused(400, "malformed_request");
    assert!(!answer.text().contains("inner words"));
}

#[tokio::test]
async fn a_uri_that_is_too_long_is_414() {
    let service = EdgeService::start();
    let head = format!("GET /probe/query?site={}", "a".repeat(50_000));

    let answer = service.ask(&head).await;

    answer.refused(414, "uri_too_long");
}

#[tokio::test]
async fn a_well_formed_request_id_is_kept_and_any_other_is_replaced() {
    let service = EdgeService::start();
    let send_id = async |id: &str| {
        let head = format!("GET /probe/id\nX-Request-Id: {id}");
        service.ask(&head).await
    };

    let kept = send_id("from-the-client_1.2").await;
    assert_eq!(kept.header("x-request-id"), Some("from-the-client_1.2"));
    assert_eq!(kept.body, b"from-the-client_1.2");

    let long = "a".repeat(129);
    for sent in ["", "two words", "a\tb", "{\"a\":1}", long.as_str()] {
        let answer = send_id(sent).await;
        let id = answer.header("x-request-id").unwrap();
        assert!(uuid::Uuid::parse_str(id).is_ok(), "{sent:?} became {id:?}");
    }
}

#[tokio::test]
async fn every_answer_tells_browsers_not_to_guess() {
    let service = EdgeService::start();

    for path in [
        "/health/live",
        "/v1/nothing",
        "/probe/panic",
        "/docs",
        "/probe/cached",
    ] {
        let answer = service.ask(&format!("GET {path}")).await;
        let assert_header = |name: &str, value: Option<&str>| {
            assert_eq!(answer.header(name), value, "{path}");
        };

        assert_header("x-content-type-options", Some("nosniff"));
        assert_header("referrer-policy", Some("no-referrer"));
        assert_header("strict-transport-security", None);
        assert_header("server", None);

        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
    }
}

#[tokio::test]
async fn the_type_of_a_problem_is_under_the_public_url() {
    let service = EdgeService::start_with(HttpConfig {
        public_url: Some("https://talk.example".into()),
        ..settings()
    });

    let document = service.ask("GET /v1/nothing").await.json();

    assert_eq!(
        document["type"],
        "https://talk.example/docs/errors#not_found"
    );
}

#[tokio::test]
async fn a_text_that_is_no_id_names_nothing() {
    let service = EdgeService::start();
    let read = async |id: &str| service.ask(&format!("GET /probe/path/{id}")).await;

    for id in [
        "1",
        "not-a-uuid",
        "%00",
        "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d1",
        "..%2f",
        "%ff",
    ] {
        read(id).await.refused(404, "not_found");
    }

    let id = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";
    assert_eq!(read(id).await.text(), id);
}
