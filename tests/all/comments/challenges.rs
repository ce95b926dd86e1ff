//! Is a challenge good once, for ten minutes, and for nobody who forges it?

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::service::{Answer, Service};

async fn ask(service: &Service, key: Option<&str>) -> (String, i64) {
    let request = service.request(Method::POST, "/v1/challenges");
    let request = match key {
        Some(key) => request.header("Idempotency-Key", key),
        None => request,
    };
    let answer = service.send(request).await;
    assert_eq!(
        (answer.status, &answer.json["kind"]),
        (201, &json!("arithmetic")),
        "{}",
        answer.json
    );
    let question = answer.json["question"].as_str().unwrap().to_owned();
    let sum = question
        .split(' ')
        .filter_map(|part| part.parse::<i64>().ok())
        .sum();
    (answer.json["token"].as_str().unwrap().to_owned(), sum)
}

async fn post(service: &Service, body: &str, challenge: Option<(&str, i64)>) -> Answer {
    let challenge =
        challenge.map(|(token, sum)| json!({ "token": token, "answer": sum.to_string() }));
    let comment = json!({
        "author": { "name": "Ada", "email": "ada@example.org" }, "body": body, "challenge": challenge,
    });
    let path = format!("/v1/articles/{}/comments", service.article);
    service
        .send(service.request(Method::POST, &path).json(&comment))
        .await
}

fn code(answer: &Answer) -> (u16, &Value) {
    (answer.status, &answer.json["code"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_good_once() {
    let service = Service::start(json!({ "challenge": "arithmetic" })).await;
    assert_eq!(
        code(&post(&service, "One.", None).await),
        (422, &json!("challenge_required"))
    );
    let (token, sum) = ask(&service, None).await;
    assert_eq!(
        code(&post(&service, "Two.", Some((&token, sum + 1))).await),
        (422, &json!("challenge_failed"))
    );
    assert_eq!(
        post(&service, "Three.", Some((&token, sum))).await.status,
        201
    );
    assert_eq!(
        code(&post(&service, "Four.", Some((&token, sum))).await),
        (422, &json!("challenge_failed"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_posts_with_one_challenge_at_once_one_is_taken() {
    let service = Service::start(json!({ "challenge": "arithmetic" })).await;
    let (token, sum) = ask(&service, None).await;
    let answers = tokio::join!(
        post(&service, "The first of two.", Some((&token, sum))),
        post(&service, "And the second one.", Some((&token, sum))),
    );
    let mut statuses = [answers.0.status, answers.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_or_forged_challenge_fails() {
    let service = Service::start(json!({ "challenge": "arithmetic" })).await;
    let (token, sum) = ask(&service, None).await;
    let forged = format!(
        "{}{}",
        if token.starts_with('A') { "B" } else { "A" },
        &token[1..]
    );
    for token in [forged.as_str(), "", "!", &token[..10]] {
        assert_eq!(
            code(&post(&service, "One.", Some((token, sum))).await),
            (422, &json!("challenge_failed"))
        );
    }
    service.advance(Duration::minutes(10));
    assert_eq!(
        code(&post(&service, "Two.", Some((&token, sum))).await),
        (422, &json!("challenge_failed"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spent_challenge_is_forgotten_long_after_it_expired() {
    let service = Service::start(json!({ "challenge": "arithmetic" })).await;
    let (first, sum) = ask(&service, None).await;
    assert_eq!(
        post(&service, "One.", Some((&first, sum))).await.status,
        201
    );
    service.advance(Duration::hours(2));
    let (second, sum) = ask(&service, None).await;
    assert_eq!(
        post(&service, "Two.", Some((&second, sum))).await.status,
        201
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM spent_challenges")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_gets_the_same_challenge() {
    let service = Service::start(json!({})).await;
    let first = ask(&service, Some("8e03978e")).await;
    assert_eq!(ask(&service, Some("8e03978e")).await, first);
    assert_ne!(ask(&service, Some("8e03978f")).await.0, first.0);
}
