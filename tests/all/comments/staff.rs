//! What is different when a moderator posts? The mark, and that nothing holds or refuses what they
//! say.

use reqwest::header::AUTHORIZATION;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::support::app::{Actor, comment, comments};
use crate::support::service::{Answer, Service};

const TEXT: &str =
    "We have moved the questions about https://example.org/data into a thread of their own.";

/// Posts with these values of `Authorization`.
async fn post(service: &Service, text: &str, authorization: &[&str]) -> Answer {
    let request = service.request(Method::POST, &comments(&service.article));
    let request = authorization.iter().fold(request, |request, value| {
        request.header(AUTHORIZATION, *value)
    });
    service.send(request.json(&comment("Ada", text))).await
}

async fn codes(moderator: &Actor, id: &Value) -> Vec<String> {
    let path = format!("/v1/admin/comments/{}", id.as_str().unwrap());
    let detail = moderator.get(&path).await.expect(StatusCode::OK);
    let findings = detail["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderators_comment_is_marked_and_neither_challenged_nor_held() {
    let policy = json!({ "mode": "all", "challenge": "arithmetic", "max_links": 0 });
    let service = Service::start(policy).await;
    let grace = service.moderator("Grace").await;
    let posted = grace.comment(&service.article, "Grace", TEXT).await;
    let posted = &posted["comment"];
    assert_eq!(
        (&posted["status"], &posted["author"]["is_moderator"]),
        (&json!("approved"), &json!(true))
    );
    let page = service
        .send(service.request(Method::GET, &comments(&service.article)))
        .await;
    assert_eq!(page.json["items"][0]["author"]["is_moderator"], true);
    let signed = service
        .text("SELECT name FROM comments JOIN moderators USING (moderator_id) WHERE status = 'approved'")
        .await;
    assert_eq!(signed, "Grace");
    assert_eq!(
        codes(&grace, &posted["id"]).await,
        ["too_many_links"],
        "what is noticed is still noted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_readers_comment_is_not_marked() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let posted = post(&service, TEXT, &[]).await;
    assert_eq!(
        (
            posted.status,
            &posted.json["comment"]["author"]["is_moderator"]
        ),
        (201, &json!(false))
    );
    assert_eq!(
        service
            .number("SELECT count(moderator_id) FROM comments")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_may_repeat_themselves_and_the_repeat_is_noted() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let grace = service.moderator("Grace").await;
    grace.comment(&service.article, "Grace", TEXT).await;
    let again = grace.comment(&service.article, "Grace", TEXT).await;
    assert_eq!(again["comment"]["status"], "approved");
    assert_eq!(
        codes(&grace, &again["comment"]["id"]).await,
        ["near_duplicate"]
    );
    assert_eq!(
        service
            .number("SELECT size::bigint FROM duplicate_groups")
            .await,
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_may_write_where_comments_are_closed() {
    let service = Service::start(json!({})).await;
    service
        .sql
        .batch_execute("UPDATE articles SET comments_open = false")
        .await
        .unwrap();
    let grace = service.moderator("Grace").await;
    grace
        .comment(
            &service.article,
            "Grace",
            "This thread is closed now. Thank you all.",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bearer_that_is_no_access_token_is_refused_and_stores_nothing() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let (_, guest) = service
        .post("Mary", "What a reader said before.", None)
        .await;
    let guest = format!("Bearer {guest}");
    let cases: [&[&str]; 6] = [
        &["Bearer nonsense"],
        &["bearer a.b.c"],
        &["Bearer"],
        &[&guest],
        &["Bearer a", "Bearer b"],
        &["Bearer é"],
    ];
    for authorization in cases {
        let answer = post(&service, TEXT, authorization).await;
        assert_eq!(
            (answer.status, &answer.json["code"]),
            (401, &json!("unauthenticated")),
            "{authorization:?}"
        );
    }
    assert_eq!(service.number("SELECT count(*) FROM comments").await, 1);
    // What a proxy asks of its own visitors is no token of ours.
    assert_eq!(
        post(&service, TEXT, &["Basic YWRhOnBsdW0="]).await.status,
        201
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_closed_posts_no_more() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let grace = service.moderator("Grace").await;
    service
        .sql
        .batch_execute("UPDATE moderators SET active = false")
        .await
        .unwrap();
    let answer = grace
        .post(&comments(&service.article), &comment("Grace", TEXT))
        .await;
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::UNAUTHORIZED, "unauthenticated")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idempotency_key_belongs_to_the_moderator_who_sent_it() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let (grace, joan) = (
        service.moderator("Grace").await,
        service.moderator("Joan").await,
    );
    let path = comments(&service.article);
    let keyed = |request: RequestBuilder| {
        request
            .header("Idempotency-Key", "one")
            .json(&comment("Grace", TEXT))
    };
    let send = async |who: &Actor| who.send(keyed(who.request(Method::POST, &path))).await;
    let first = send(&grace).await.expect(StatusCode::CREATED);
    let again = send(&grace).await;
    assert!(again.headers.contains_key("idempotency-replayed"));
    assert_eq!(again.json, first);
    let other = send(&joan).await.expect(StatusCode::CREATED);
    assert_ne!(other["comment"]["id"], first["comment"]["id"]);
    let reader = service
        .send(keyed(service.request(Method::POST, &path)))
        .await;
    assert_eq!(
        reader.json["code"], "duplicate_comment",
        "a reader is answered for themselves"
    );
}
