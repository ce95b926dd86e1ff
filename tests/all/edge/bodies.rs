//! Every bad body is refused with a clear problem, and never with a 5xx.

use serde_json::{Value, json};

use super::service::EdgeService;
use super::wire::WireAnswer;

const JSON: &str = "POST /probe/body\nContent-Type: application/json";

/// The head of a request whose body comes in chunks.
const CHUNKED: &str = "POST /probe/body HTTP/1.1\r\nHost: test\r\n\
    Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

async fn post(service: &EdgeService, body: impl AsRef<[u8]>) -> WireAnswer {
    service.ask_with(JSON, body).await
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
            let pointer = error["pointer"].as_str().unwrap();
            let code = error["code"].as_str().unwrap();

            (pointer, code)
        })
        .collect()
}

#[tokio::test]
async fn a_good_body_is_taken_with_any_charset_parameter_and_spacing() {
    let service = EdgeService::start();

    assert_eq!(post(&service, good().to_string()).await.status, 200);

    for kind in [
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"",
    ] {
        let head = format!("POST /probe/body\nContent-Type: {kind}");
        let answer = service.ask_with(&head, good().to_string()).await;
        assert_eq!(answer.status, 200, "{kind}");
    }
}

#[tokio::test]
async fn only_json_in_utf_8_is_taken() {
    let service = EdgeService::start();

    for header in [
        "Content-Type: text/plain",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: application/json; charset=latin1",
        "Content-Type: ",
        "Content-Type: application/jsonx",
        "X-No-Content-Type: at all",
        "Content-Type: application/json\nContent-Encoding: gzip",
    ] {
        let head = format!("POST /probe/body\n{header}");
        let answer = service.ask_with(&head, good().to_string()).await;
        answer.refused(415, "unsupported_media_type");
    }
}

#[tokio::test]
async fn more_than_64_kib_is_413_announced_or_not() {
    let service = EdgeService::start();
    let large = with(|value| value["body"] = "a".repeat(64 * 1024).into());

    let announced = post(&service, &large).await;
    announced.refused(413, "payload_too_large");

    let mut wire = service.connect().await;
    let length = large.len();
    wire.send(format!("{CHUNKED}{length:x}\r\n{large}\r\n0\r\n\r\n"))
        .await;
    let chunked = wire.answer().await;
    chunked.refused(413, "payload_too_large");

    let fits = with(|value| value["body"] = "a".repeat(64 * 1024 - 100).into());
    let document = post(&service, fits).await.refused(422, "validation_failed");
    assert_eq!(errors(&document), [("/body", "invalid_length")]);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_400() {
    let service = EdgeService::start();
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
        format!("[{}]", vec!["1"; 8_193].join(",")).into_bytes(),
        nested(100_000 / 4).into_bytes(),
    ];

    for body in bodies {
        let answer = post(&service, &body).await;

        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]);
        let answered = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 400, "{shown}: {answered}");
        answer.refused(400, "malformed_request");
    }
}

#[tokio::test]
async fn a_body_that_can_be_read_but_does_not_fit_is_422_with_pointers() {
    let service = EdgeService::start();
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
        let answer = post(&service, &body).await;

        let document = answer.refused(422, "validation_failed");
        assert_eq!(errors(&document), expected, "{body}: {document}");
    }
}

#[tokio::test]
async fn a_body_that_ends_early_is_400() {
    let service = EdgeService::start();
    let mut wire = service.connect().await;

    wire.send(format!("{CHUNKED}zz\r\n")).await;

    wire.answer().await.refused(400, "malformed_request");
}

#[tokio::test]
async fn the_request_hash_is_that_of_the_document_and_not_of_its_spelling() {
    let service = EdgeService::start();
    let hash = async |body: &str| {
        let answer = post(&service, body).await.json();
        answer["hash"].as_str().unwrap().to_owned()
    };

    let one = hash(r#"{"author":{"name":"Ada"},"body":"Hello"}"#).await;
    let same = hash(r#"{ "body": "H\u0065llo", "author": { "name": "Ada" } }"#).await;
    let other = hash(r#"{"author":{"name":"Ada"},"body":"Hello!"}"#).await;

    assert_eq!(one, same);
    assert_ne!(one, other);
    assert_eq!(one.len(), 64);
}

#[tokio::test]
async fn an_idempotency_key_is_taken_quoted_and_bare_and_once() {
    let service = EdgeService::start();
    let key = async |lines: &str| service.ask(&format!("POST /probe/key{lines}")).await;

    let without = key("").await;
    assert_eq!(without.json(), Value::Null);
    let quoted = key("\nIdempotency-Key: \"8e03978e\"").await;
    assert_eq!(quoted.json(), "8e03978e");
    let bare = key("\nIdempotency-Key: 8e03978e").await;
    assert_eq!(bare.json(), "8e03978e");

    for lines in [
        "\nIdempotency-Key: \"open",
        "\nIdempotency-Key: a\nIdempotency-Key: a",
        "\nIdempotency-Key: ",
    ] {
        let document = key(lines).await.refused(422, "validation_failed");
        assert_eq!(errors(&document), [("Idempotency-Key", "invalid_value")]);
    }
}
