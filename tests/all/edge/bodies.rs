//! Is every bad body refused with a clear problem, and never with a 5xx?

use serde_json::{Value, json};

use super::wire::{Answer, Wire, ask};
use super::{Service, settings};

const JSON: &str = "POST /probe/body\nContent-Type: application/json";

async fn post(service: &Service, body: impl AsRef<[u8]>) -> Answer {
    ask(service.address, JSON, body).await
}

fn good() -> Value {
    json!({ "author": { "name": "Ada" }, "body": "Hello" })
}

fn with(change: impl FnOnce(&mut Value)) -> String {
    let mut value = good();
    change(&mut value);
    value.to_string()
}

/// The errors of a 422 as (pointer, code).
fn errors(document: &Value) -> Vec<(&str, &str)> {
    let errors = document["errors"].as_array().expect("errors");
    errors
        .iter()
        .map(|error| {
            (
                error["pointer"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect()
}

#[tokio::test]
async fn a_good_body_is_taken_whatever_its_charset_parameter_and_spacing() {
    let service = Service::start(settings());
    assert_eq!(post(&service, good().to_string()).await.status, 200);
    for kind in [
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"",
    ] {
        let head = format!("POST /probe/body\nContent-Type: {kind}");
        assert_eq!(
            ask(service.address, &head, good().to_string()).await.status,
            200,
            "{kind}"
        );
    }
}

#[tokio::test]
async fn only_json_in_utf_8_is_taken() {
    let service = Service::start(settings());
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1",
        "",
        "application/jsonx",
    ] {
        let head = format!("POST /probe/body\nContent-Type: {kind}");
        ask(service.address, &head, good().to_string())
            .await
            .problem(415, "unsupported_media_type");
    }
    ask(service.address, "POST /probe/body", good().to_string())
        .await
        .problem(415, "unsupported_media_type");
    let zipped = format!("{JSON}\nContent-Encoding: gzip");
    ask(service.address, &zipped, good().to_string())
        .await
        .problem(415, "unsupported_media_type");
}

#[tokio::test]
async fn more_than_64_kib_is_413_announced_or_not() {
    let service = Service::start(settings());
    let large = with(|value| value["body"] = "a".repeat(64 * 1024).into());
    post(&service, &large)
        .await
        .problem(413, "payload_too_large");
    let mut wire = Wire::connect(service.address).await;
    let head = "POST /probe/body HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n";
    wire.send(format!(
        "{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{large}\r\n0\r\n\r\n",
        large.len()
    ))
    .await;
    wire.answer().await.problem(413, "payload_too_large");
    let fits = with(|value| value["body"] = "a".repeat(64 * 1024 - 100).into());
    assert_eq!(
        errors(&post(&service, fits).await.problem(422, "validation_failed")),
        [("/body", "invalid_length")]
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_400() {
    let service = Service::start(settings());
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"{".to_vec(),
        b"{\"body\":".to_vec(),
        b"nonsense".to_vec(),
        b"{\"body\": \"a\",}".to_vec(),
        b"{'body': 'a'}".to_vec(),
        b"{\"body\": \"\xff\"}".to_vec(),
        b"\xef\xbb\xbf{}".to_vec(),
        b"{\"body\": \"\\ud800\"}".to_vec(),
        b"{\"body\": 1e400}".to_vec(),
        b"{\"body\": NaN}".to_vec(),
        b"{\"body\": 01}".to_vec(),
        b"{\"body\": \"a\nb\"}".to_vec(),
        format!("{} trailing", good()).into_bytes(),
        format!("{}{}", good(), good()).into_bytes(),
        b"{\"body\": \"a\", \"body\": \"b\"}".to_vec(),
        b"{\"author\": {\"name\": \"a\", \"na\\u006de\": \"b\"}}".to_vec(),
        nested(65).into_bytes(),
        nested(100_000 / 4).into_bytes(),
    ];
    for body in bodies {
        let answer = post(&service, &body).await;
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        assert_eq!(
            answer.status,
            400,
            "{shown}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        answer.problem(400, "malformed_request");
    }
}

#[tokio::test]
async fn what_can_be_read_but_does_not_fit_is_422_with_pointers() {
    let service = Service::start(settings());
    let nested = format!("{}1{}", "[".repeat(64), "]".repeat(64));
    let cases: Vec<(String, Vec<(&str, &str)>)> = vec![
        ("[]".into(), vec![("", "wrong_type")]),
        ("null".into(), vec![("", "wrong_type")]),
        (nested, vec![("", "wrong_type")]),
        ("{}".into(), vec![("/author", "missing_field")]),
        (
            with(|v| v["author"] = json!({})),
            vec![("/author/name", "missing_field")],
        ),
        (
            with(|v| v["author"] = json!("Ada")),
            vec![("/author", "wrong_type")],
        ),
        (
            with(|v| v["body"] = json!(7)),
            vec![("/body", "wrong_type")],
        ),
        (
            with(|v| v["body"] = json!(null)),
            vec![("/body", "wrong_type")],
        ),
        (
            with(|v| v["body"] = json!("")),
            vec![("/body", "invalid_length")],
        ),
        (
            with(|v| v["count"] = json!("7")),
            vec![("/count", "wrong_type")],
        ),
        (
            with(|v| v["count"] = json!(1.5)),
            vec![("/count", "wrong_type")],
        ),
        (
            with(|v| v["count"] = json!(9_223_372_036_854_775_808_u64)),
            vec![("/count", "invalid_value")],
        ),
        (
            with(|v| v["count"] = json!(2_147_483_648_u64)),
            vec![("/count", "invalid_value")],
        ),
        (
            with(|v| v["parent_id"] = json!("seven")),
            vec![("/parent_id", "invalid_value")],
        ),
        (
            with(|v| v["kind"] = json!("quiet")),
            vec![("/kind", "unknown_value")],
        ),
        (
            with(|v| v["kind"] = json!(3)),
            vec![("/kind", "wrong_type")],
        ),
        (
            with(|v| v["kind"] = json!({"loud": 1})),
            vec![("/kind", "wrong_type")],
        ),
        (
            with(|v| v["references"] = json!([{"number": 1}, {"number": 0}])),
            vec![("/references/1/number", "out_of_range")],
        ),
        (
            with(|v| v["references"] = json!([{"number": "x"}])),
            vec![("/references/0/number", "wrong_type")],
        ),
        (
            with(|v| (v["status"], v["id"]) = (json!("approved"), json!(1))),
            vec![("/id", "unknown_field"), ("/status", "unknown_field")],
        ),
        (
            with(|v| v["author"]["a/b~c"] = json!(1)),
            vec![("/author/a~1b~0c", "unknown_field")],
        ),
        (
            with(|v| v["body"] = json!("a\0b")),
            vec![("/body", "nul_character")],
        ),
        (
            with(|v| v["author"]["na\0me"] = json!("x")),
            vec![("/author/na\0me", "nul_character")],
        ),
    ];
    for (body, expected) in cases {
        let document = post(&service, &body)
            .await
            .problem(422, "validation_failed");
        assert_eq!(errors(&document), expected, "{body}: {document}");
    }
}

#[tokio::test]
async fn a_body_that_ends_early_is_400() {
    let service = Service::start(settings());
    let mut wire = Wire::connect(service.address).await;
    let head = "POST /probe/body HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n";
    wire.send(format!("{head}Transfer-Encoding: chunked\r\n\r\nzz\r\n"))
        .await;
    wire.answer().await.problem(400, "malformed_request");
}

#[tokio::test]
async fn the_request_hash_is_that_of_the_document_and_not_of_its_spelling() {
    let service = Service::start(settings());
    let hash = async |body: &str| {
        post(&service, body).await.json()["hash"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let one = hash(r#"{"author":{"name":"Ada"},"body":"Hello"}"#).await;
    assert_eq!(
        one,
        hash(r#"{ "body": "H\u0065llo", "author": { "name": "Ada" } }"#).await
    );
    assert_ne!(
        one,
        hash(r#"{"author":{"name":"Ada"},"body":"Hello!"}"#).await
    );
    assert_eq!(one.len(), 64);
}

#[tokio::test]
async fn an_idempotency_key_is_taken_quoted_and_bare_and_once() {
    let service = Service::start(settings());
    let key =
        async |lines: &str| ask(service.address, &format!("POST /probe/key{lines}"), "").await;
    assert_eq!(key("").await.json(), Value::Null);
    assert_eq!(
        key("\nIdempotency-Key: \"8e03978e\"").await.json(),
        "8e03978e"
    );
    assert_eq!(key("\nIdempotency-Key: 8e03978e").await.json(), "8e03978e");
    for lines in [
        "\nIdempotency-Key: \"open",
        "\nIdempotency-Key: a\nIdempotency-Key: a",
        "\nIdempotency-Key: ",
    ] {
        let document = key(lines).await.problem(422, "validation_failed");
        assert_eq!(errors(&document), [("Idempotency-Key", "invalid_value")]);
    }
}
