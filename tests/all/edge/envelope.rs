//! Does every answer leave in the contract's shape?

use super::wire::ask;
use super::{Service, settings};

#[tokio::test]
async fn an_unknown_path_is_404() {
    let service = Service::start(settings());
    for path in [
        "/",
        "/v1/nothing",
        "/health",
        "/health/live/",
        "/docs/errors/more",
    ] {
        ask(service.address, &format!("GET {path}"), "")
            .await
            .problem(404, "not_found");
    }
}

#[tokio::test]
async fn a_wrong_method_is_405_with_allow() {
    let service = Service::start(settings());
    for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
        let answer = ask(service.address, &format!("{method} /health/live"), "").await;
        answer.problem(405, "method_not_allowed");
        assert_eq!(
            answer.header("allow"),
            Some("GET, HEAD, OPTIONS"),
            "{method}"
        );
    }
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    let service = Service::start(settings());
    for path in [
        "/health/live",
        "/openapi.json",
        "/docs",
        "/docs/errors",
        "/probe/cached",
        "/v1/nothing",
    ] {
        let get = ask(service.address, &format!("GET {path}"), "").await;
        let head = ask(service.address, &format!("HEAD {path}"), "").await;
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(
            head.header("content-length"),
            Some(get.body.len().to_string().as_str()),
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
async fn options_tells_what_a_path_knows() {
    let service = Service::start(settings());
    let answer = ask(service.address, "OPTIONS /health/live", "").await;
    assert_eq!(
        (answer.status, answer.header("allow")),
        (204, Some("GET, HEAD, OPTIONS"))
    );
    ask(service.address, "OPTIONS /v1/nothing", "")
        .await
        .problem(404, "not_found");
}

#[tokio::test]
async fn a_panic_is_an_opaque_500_and_the_worker_serves_on() {
    let service = Service::start(settings());
    for _ in 0..3 {
        let answer = ask(service.address, "GET /probe/panic", "").await;
        answer.problem(500, "internal_error");
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    assert_eq!(
        ask(service.address, "GET /health/live", "").await.status,
        200
    );
}

#[tokio::test]
async fn an_error_that_is_no_problem_becomes_one_and_loses_its_words() {
    let service = Service::start(settings());
    let answer = ask(service.address, "GET /probe/bare_error", "").await;
    answer.problem(400, "malformed_request");
    assert!(!String::from_utf8_lossy(&answer.body).contains("inner words"));
}

#[tokio::test]
async fn an_address_that_is_too_long_is_414() {
    let service = Service::start(settings());
    let head = format!("GET /probe/query?site={}", "a".repeat(9_000));
    ask(service.address, &head, "")
        .await
        .problem(414, "uri_too_long");
}

#[tokio::test]
async fn a_sane_request_id_is_kept_and_any_other_replaced() {
    let service = Service::start(settings());
    let answer = ask(
        service.address,
        "GET /probe/id\nX-Request-Id: from-the-client_1.2",
        "",
    )
    .await;
    assert_eq!(answer.header("x-request-id"), Some("from-the-client_1.2"));
    assert_eq!(answer.body, b"from-the-client_1.2");
    let long = "a".repeat(129);
    for sent in ["", "two words", "a\tb", "{\"a\":1}", long.as_str()] {
        let answer = ask(
            service.address,
            &format!("GET /probe/id\nX-Request-Id: {sent}"),
            "",
        )
        .await;
        let id = answer.header("x-request-id").unwrap();
        assert!(uuid::Uuid::parse_str(id).is_ok(), "{sent:?} became {id:?}");
    }
}

#[tokio::test]
async fn every_answer_tells_browsers_not_to_guess() {
    let service = Service::start(settings());
    for path in [
        "/health/live",
        "/v1/nothing",
        "/probe/panic",
        "/docs",
        "/probe/cached",
    ] {
        let answer = ask(service.address, &format!("GET {path}"), "").await;
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            answer.header("referrer-policy"),
            Some("no-referrer"),
            "{path}"
        );
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(answer.header("strict-transport-security"), None, "{path}");
        assert_eq!(answer.header("server"), None, "{path}");
    }
}

#[tokio::test]
async fn problems_name_their_address_under_the_public_url() {
    let config = moderato::config::HttpConfig {
        public_url: Some("https://talk.example".into()),
        ..settings()
    };
    let service = Service::start(config);
    let document = ask(service.address, "GET /v1/nothing", "").await.json();
    assert_eq!(
        document["type"],
        "https://talk.example/docs/errors#not_found"
    );
}

#[tokio::test]
async fn what_is_no_id_names_nothing() {
    let service = Service::start(settings());
    for id in [
        "1",
        "not-a-uuid",
        "%00",
        "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d1",
        "..%2f",
        "%ff",
    ] {
        ask(service.address, &format!("GET /probe/path/{id}"), "")
            .await
            .problem(404, "not_found");
    }
    let id = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";
    assert_eq!(
        ask(service.address, &format!("GET /probe/path/{id}"), "")
            .await
            .body,
        id.as_bytes()
    );
}
