//! A challenge is good once, within ten minutes, and cannot be forged.

use chrono::Duration;
use reqwest::Method;
use serde_json::json;

use crate::support::answer::Answer;
use crate::support::json::text;
use crate::support::service::Service;

/// An id that no comment has.
const UNKNOWN_ID: &str = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";

/// A challenge that was solved.
#[derive(Debug, Clone, PartialEq)]
struct Solved {
    token: String,
    sum: i64,
}

impl Solved {
    fn of(answer: Answer) -> Self {
        let challenge = answer.created();
        assert_eq!(challenge["kind"], "arithmetic");

        let question = text(&challenge["question"]);
        let numbers = question
            .split(' ')
            .filter_map(|part| part.parse::<i64>().ok());

        Self {
            token: text(&challenge["token"]),
            sum: numbers.sum(),
        }
    }
}

async fn start() -> Service {
    Service::start(json!({ "challenge": "arithmetic" })).await
}

async fn solve(service: &Service) -> Solved {
    let reader = service.reader();
    let request = reader.request(Method::POST, "/v1/challenges");

    Solved::of(reader.send(request).await)
}

async fn solve_with_key(service: &Service, key: &str) -> Solved {
    let reader = service.reader();
    let request = reader
        .request(Method::POST, "/v1/challenges")
        .header("Idempotency-Key", key);

    Solved::of(reader.send(request).await)
}

/// Posts a comment of Ada's with this answer to a challenge.
async fn try_post(service: &Service, text: &str, solved: &Solved) -> Answer {
    let ada = service.author("ada");
    let mut comment = ada.comment(text);
    comment["challenge"] = json!({ "token": solved.token, "answer": solved.sum.to_string() });

    ada.submit(&comment).await
}

async fn solve_for(service: &Service, article: &str) -> Solved {
    let reader = service.reader();
    let path = format!("/v1/challenges?article_id={article}");

    Solved::of(reader.send(reader.request(Method::POST, &path)).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_good_once() {
    let service = start().await;

    let without = service.author("ada").try_post("One.").await;
    without.refused(422, "challenge_required");

    let solved = solve(&service).await;
    try_post(&service, "Three.", &solved).await.created();

    let again = try_post(&service, "Four.", &solved).await;
    again.refused(422, "challenge_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_answer_spends_the_challenge() {
    let service = start().await;
    let solved = solve(&service).await;
    let wrong = Solved {
        sum: solved.sum + 1,
        ..solved.clone()
    };

    let answered = try_post(&service, "Two.", &wrong).await;
    answered.refused(422, "challenge_failed");

    let corrected = try_post(&service, "Two.", &solved).await;
    corrected.refused(422, "challenge_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_for_another_reason_does_not_give_the_challenge_back() {
    let service = start().await;
    let first = solve(&service).await;
    try_post(&service, "Said once.", &first).await.created();

    let solved = solve(&service).await;
    let repeated = try_post(&service, "Said once.", &solved).await;
    repeated.refused(409, "duplicate_comment");

    let again = try_post(&service, "Said otherwise.", &solved).await;
    again.refused(422, "challenge_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_answer_needs_no_second_challenge() {
    let service = start().await;
    let solved = solve(&service).await;
    let ada = service.author("ada");
    let mut comment = ada.comment("Said once.");
    comment["challenge"] = json!({ "token": solved.token, "answer": solved.sum.to_string() });

    let first = ada.submit_with_key("one", &comment).await.created();
    let again = ada.submit_with_key("one", &comment).await;

    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.created(), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_for_an_article_is_good_for_no_other_one() {
    let service = start().await;
    let another = service.another_article().await;

    let solved = solve_for(&service, &another).await;
    let here = try_post(&service, "One.", &solved).await;
    here.refused(422, "challenge_failed");

    let solved = solve_for(&service, &service.article).await;
    try_post(&service, "Two.", &solved).await.created();
}

/// Without the answer to a challenge, nobody learns which comments wait.
#[tokio::test(flavor = "multi_thread")]
async fn the_challenge_is_checked_before_the_parent() {
    let service = Service::start(json!({ "challenge": "arithmetic", "mode": "all" })).await;
    let held = {
        let solved = solve(&service).await;
        try_post(&service, "It waits.", &solved).await.posted()
    };
    let ada = service.author("ada");

    let to_held = ada.try_reply_to(&held, "A reply.").await;
    let to_none = ada.try_reply_to(UNKNOWN_ID, "A reply.").await;

    to_held.refused(422, "challenge_required");
    to_none.refused(422, "challenge_required");
    let mut reply = ada.comment("A reply.");
    reply["parent_id"] = json!(held.id);
    for answered in [false, true] {
        let solved = solve(&service).await;
        let sum = solved.sum + i64::from(!answered);
        reply["challenge"] = json!({ "token": solved.token, "answer": sum.to_string() });
        let answer = ada.submit(&reply).await;

        let expected = if answered {
            "parent_not_found"
        } else {
            "challenge_failed"
        };
        assert_eq!(answer.code(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_posts_with_one_challenge_at_once_one_is_stored() {
    let service = start().await;
    let solved = solve(&service).await;

    let (one, two) = tokio::join!(
        try_post(&service, "The first of two.", &solved),
        try_post(&service, "And the second one.", &solved),
    );

    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_or_forged_challenge_fails() {
    let service = start().await;
    let solved = solve(&service).await;
    let token = &solved.token;

    let first = if token.starts_with('A') { "B" } else { "A" };
    let forged = format!("{first}{}", &token[1..]);
    for token in [forged.as_str(), "", "!", &token[..10]] {
        let forged = Solved {
            token: token.to_owned(),
            ..solved
        };
        let answer = try_post(&service, "One.", &forged).await;
        answer.refused(422, "challenge_failed");
    }

    service.advance(Duration::minutes(10));
    let late = try_post(&service, "Two.", &solved).await;
    late.refused(422, "challenge_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spent_challenge_is_forgotten_long_after_it_expired() {
    let service = start().await;
    let first = solve(&service).await;
    try_post(&service, "One.", &first).await.created();

    service.advance(Duration::hours(2));
    let second = solve(&service).await;
    try_post(&service, "Two.", &second).await.created();

    assert_eq!(service.count("spent_challenges").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_gets_the_same_challenge() {
    let service = Service::start(json!({})).await;

    let first = solve_with_key(&service, "8e03978e").await;
    let again = solve_with_key(&service, "8e03978e").await;
    let other = solve_with_key(&service, "8e03978f").await;

    assert_eq!(again, first);
    assert_ne!(other.token, first.token);
}

const PAGE: &str = "https://pages.example/story";
const OTHER_PAGE: &str = "https://pages.example/another-story";

/// A site whose readers publish its pages by their comments.
async fn start_with_pages() -> Service {
    let origins = ["https://pages.example"];

    Service::start(json!({ "challenge": "arithmetic", "mode": "none", "origins": origins })).await
}

async fn solve_for_page(service: &Service, url: &str) -> Solved {
    let reader = service.reader();
    let path = format!("/v1/challenges?url={url}");

    Solved::of(reader.send(reader.request(Method::POST, &path)).await)
}

async fn try_post_to_page(service: &Service, url: &str, text: &str, solved: &Solved) -> Answer {
    let ada = service.author("ada");
    let mut comment = ada.comment_on(url, text);
    comment["challenge"] = json!({ "token": solved.token, "answer": solved.sum.to_string() });

    ada.submit_to_page(&comment).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_for_a_page_is_good_for_no_other_one_and_for_no_article() {
    let service = start_with_pages().await;

    let solved = solve_for_page(&service, PAGE).await;
    let elsewhere = try_post_to_page(&service, OTHER_PAGE, "One.", &solved).await;
    elsewhere.refused(422, "challenge_failed");

    let solved = solve_for_page(&service, PAGE).await;
    let article = try_post(&service, "Two.", &solved).await;
    article.refused(422, "challenge_failed");

    let solved = solve_for(&service, &service.article).await;
    let page = try_post_to_page(&service, PAGE, "Three.", &solved).await;
    page.refused(422, "challenge_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_for_a_page_stays_good_when_another_comment_publishes_the_page() {
    let service = start_with_pages().await;
    let early = solve_for_page(&service, PAGE).await;
    let solved = solve_for_page(&service, PAGE).await;

    let first = try_post_to_page(&service, PAGE, "The first comment.", &solved).await;
    let article = text(&first.created()["comment"]["article_id"]);
    let second = try_post_to_page(&service, PAGE, "Another comment.", &early).await;

    assert_eq!(second.created()["comment"]["article_id"], article);
}

/// Clients of earlier releases name no place.
#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_without_a_place_is_good_for_articles_and_for_pages() {
    let service = start_with_pages().await;

    let solved = solve(&service).await;
    try_post(&service, "One.", &solved).await.created();

    let solved = solve(&service).await;
    let page = try_post_to_page(&service, PAGE, "Two.", &solved).await;
    page.created();
}
