//! The pages for people, as a browser without scripts sees them.

mod front;
mod hostile;
mod page_judge;
mod reading;
mod writing;

use serde_json::{Value, json};

use crate::edge::wire::{WireAnswer, ask};
use crate::support::service::Service;

/// Opens a page.
async fn open(service: &Service, path: &str) -> WireAnswer {
    ask(service.address(), &format!("GET {path}"), "").await
}

/// The page at a path, which must be there.
async fn page(service: &Service, path: &str) -> String {
    let answer = open(service, path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    assert_eq!(answer.header("content-type"), Some(HTML));

    answer.text().to_owned()
}

/// Sends a form. `path` may be followed by further headers, one a line.
async fn send(service: &Service, path: &str, fields: &[(&str, &str)]) -> WireAnswer {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    let head = format!("POST {path}\nContent-Type: application/x-www-form-urlencoded");

    ask(service.address(), &head, form.finish()).await
}

/// The fields of a form that is filled in well.
fn filled_in<'a>(text: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("name", "Ada Lovelace"),
        ("email", "ada@example.org"),
        ("website", ""),
        ("text", text),
    ]
}

/// The path of the article's thread.
fn thread(service: &Service) -> String {
    format!("/threads/{}", service.article)
}

/// A service that publishes every comment.
async fn start() -> Service {
    start_with(json!({ "mode": "none" })).await
}

async fn start_with(policy: Value) -> Service {
    Service::start(policy).await
}

const HTML: &str = "text/html; charset=utf-8";
