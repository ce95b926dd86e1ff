//! The log of a service: never the words of its users, and no error for what strangers send.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;

use crate::support::command_line::Serving;

#[tokio::test(flavor = "multi_thread")]
async fn no_library_logs_the_words_of_users_even_at_the_finest_level() {
    let serving = Serving::start_with(&[("RUST_LOG", "trace")]);

    let body = json!({ "body": "planted-words, **loud** and <b>plain</b>" });
    let answer = reqwest::Client::new()
        .post(format!("{}/v1/comments/preview", serving.address))
        .bearer_auth("planted-token")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert!(answer.text().await.unwrap().contains("planted-words"));

    let logged = serving.stop();
    assert!(
        logged.contains("/v1/comments/preview"),
        "the request is not logged at all"
    );
    assert_eq!(logged.lines().find(|line| line.contains("planted")), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_not_trusted_is_told_once_a_minute_without_the_readers_address() {
    let serving = Serving::start();

    for _ in 0..3 {
        let request = reqwest::Client::new()
            .post(format!("{}/v1/comments/preview", serving.address))
            .header("X-Forwarded-For", "198.51.100.7")
            .json(&json!({ "body": "A preview." }));
        assert_eq!(request.send().await.unwrap().status(), 200);
    }

    let logged = serving.stop();
    assert_eq!(
        logged.matches("MODERATO_TRUSTED_PROXIES").count(),
        1,
        "{logged}"
    );
    assert!(!logged.contains("198.51.100.7"));
}

#[test]
fn bytes_that_are_no_http_are_not_logged_as_an_error() {
    let serving = Serving::start();
    let address = serving.address.strip_prefix("http://").unwrap();

    let mut wire = TcpStream::connect(address).unwrap();
    wire.write_all(b"\x16\x03\x01 no HTTP at all\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    wire.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");

    let logged = serving.stop();
    assert!(logged.contains("INFO"), "nothing is logged at all");
    assert_eq!(logged.lines().find(|line| line.contains("ERROR")), None);
}
