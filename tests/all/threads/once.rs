//! Does a request with an `Idempotency-Key` take effect once, however often it is sent?

use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::service::Service;

async fn send(service: &Service, key: &str, body: &str) -> Response {
    let author = json!({ "name": "Ada", "email": "ada@example.org" });
    let path = format!("/v1/articles/{}/comments", service.article);
    let request = service
        .request(Method::POST, &path)
        .header("Idempotency-Key", key);
    request
        .json(&json!({ "author": author, "body": body }))
        .send()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_parallel_posts_with_one_key_make_one_comment() {
    let service = std::sync::Arc::new(Service::start(json!({ "mode": "all" })).await);
    let mut posts = JoinSet::new();
    for _ in 0..50 {
        let service = std::sync::Arc::clone(&service);
        posts.spawn(async move {
            let response = send(&service, "one", "Said once.").await;
            let status = response.status().as_u16();
            let replayed = response.headers().contains_key("idempotency-replayed");
            (status, replayed, response.json::<Value>().await.unwrap())
        });
    }
    let answers = posts.join_all().await;
    let stored: Vec<_> = answers
        .iter()
        .filter(|(status, ..)| *status == 201)
        .collect();
    assert_eq!(
        stored.iter().filter(|(_, replayed, _)| !replayed).count(),
        1
    );
    assert!(
        stored.iter().all(|(.., json)| *json == stored[0].2),
        "every answer tells of the same comment"
    );
    for (status, _, json) in answers.iter().filter(|(status, ..)| *status != 201) {
        assert_eq!(
            (*status, &json["code"]),
            (409, &json!("idempotency_in_progress"))
        );
    }
    assert_eq!(service.number("SELECT count(*) FROM comments").await, 1);
    assert_eq!(
        service
            .number("SELECT count(*) FROM events WHERE comment_id IS NOT NULL")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_answered_as_the_first_was_and_another_body_is_refused() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let first = send(&service, "one", "Said once.").await;
    assert_eq!(
        (
            first.status().as_u16(),
            first.headers().get("idempotency-replayed")
        ),
        (201, None)
    );
    let location = first.headers()["location"].clone();
    let first: Value = first.json().await.unwrap();
    let again = send(&service, "one", "Said once.").await;
    assert_eq!(again.status().as_u16(), 201);
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(again.headers()["location"], location);
    assert_eq!(again.json::<Value>().await.unwrap(), first);
    let other = send(&service, "one", "Said otherwise.").await;
    assert_eq!(other.status().as_u16(), 422);
    assert_eq!(
        other.json::<Value>().await.unwrap()["code"],
        "idempotency_key_reused"
    );
    assert_eq!(service.number("SELECT count(*) FROM comments").await, 1);
}
