//! A stored answer holds no text and no token: it is made anew from what the request created.

use chrono::Duration;
use reqwest::Method;
use serde_json::json;

use super::{EMAIL, NAME, erase, rows_with, start};
use crate::support::author::Posted;
use crate::support::service::Service;

/// The idempotency keys that hold this text.
async fn stored(service: &Service, text: &str) -> Vec<String> {
    let mut rows = rows_with(service, text).await;
    rows.retain(|row| row.starts_with("idempotency_keys:"));

    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn no_stored_answer_holds_a_text_a_name_an_address_or_a_token() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let admin = service.admin().await;
    let author = service.author(NAME);
    let posted = author
        .submit_with_key("one", &author.comment("Zebra in the text."))
        .await;
    let posted = Posted::of(&posted.created());
    let challenge = service.reader();
    let challenge = challenge
        .send(
            challenge
                .request(Method::POST, "/v1/challenges")
                .header("Idempotency-Key", "two"),
        )
        .await
        .created();
    let report = json!({ "reason": "other", "detail": "Zebra in the report." });
    let path = format!("/v1/comments/{}/reports", posted.id);
    service
        .reader()
        .post_with_key("three", &path, &report)
        .await
        .created();
    let decision = json!({ "action": "reject", "version": 1, "reason": "Zebra", "note": "Zebra" });
    let path = format!("/v1/admin/comments/{}/decisions", posted.id);
    admin
        .post_with_key("four", &path, &decision)
        .await
        .created();
    let account = json!({
        "email": "zebra@example.org", "name": "Zebra", "role": "moderator", "password": "plum-tree-19-over-hill",
    });
    admin
        .post_with_key("five", "/v1/admin/moderators", &account)
        .await
        .created();
    let article = json!({ "title": "Zebra", "body": "Zebra." });
    admin
        .post_with_key("six", "/v1/admin/articles", &article)
        .await
        .created();

    assert_eq!(service.count("idempotency_keys").await, 6);
    for text in [
        "zebra",
        "canary",
        "guest.",
        challenge["token"].as_str().unwrap(),
    ] {
        assert_eq!(stored(&service, text).await, Vec::<String>::new(), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_answer_is_made_anew_as_it_was() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let admin = service.admin().await;
    let posted = service
        .author("ada")
        .post("Something to decide about.")
        .await;
    let decision = json!({ "action": "approve", "version": 1, "reason": "Fine" });
    let many = json!({ "action": "approve", "comments": [{ "id": posted.id, "version": 2 }] });
    let article = json!({ "title": "Sleep", "body": "We sleep." });
    let moved = json!({ "url": "https://example.org/moved" });
    let requests = [
        (
            format!("/v1/admin/comments/{}/decisions", posted.id),
            decision,
        ),
        ("/v1/admin/decisions".to_owned(), many),
        ("/v1/admin/articles".to_owned(), article),
        (
            format!("/v1/admin/articles/{}/moves", service.article),
            moved,
        ),
    ];

    for (path, body) in requests {
        let first = admin.post_with_key("key", &path, &body).await;
        let again = admin.post_with_key("key", &path, &body).await;

        assert_eq!(again.status, first.status, "{path}");
        assert_eq!(again.headers["idempotency-replayed"], "true", "{path}");
        assert_eq!(again.headers.get("location"), first.headers.get("location"));
        assert_eq!(again.json, first.json, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_an_erased_and_a_removed_comment_are_not_answered_again() {
    let service = start().await;
    let admin = service.admin().await;
    let ada = service.author("ada");
    let bird = service.author(NAME);
    let withdrawn = ada.comment("Ada takes this back.");
    let posted = ada.submit_with_key("one", &withdrawn).await.posted();
    ada.withdraw(&posted).await;
    let removed = bird.comment("This goes with its article.");
    let gone = admin.publish("Gone").await;
    bird.under(&gone)
        .submit_with_key("one", &removed)
        .await
        .created();
    admin.try_remove_with_comments(&gone).await.no_content();

    let again = ada.submit_with_key("one", &withdrawn).await;
    again.refused(410, "gone");
    let again = bird.under(&gone).submit_with_key("one", &removed).await;
    assert!(
        !again.json.to_string().contains("goes with"),
        "{}",
        again.json
    );
    assert_eq!(service.count("comments").await, 1);

    // An erasure removes the key, too: nothing of the person is left to answer from.
    let erased = bird.comment("My canary sings.");
    bird.submit_with_key("two", &erased).await.created();
    erase(&admin, EMAIL).await;
    assert_eq!(stored(&service, "two").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_challenge_is_not_asked_again() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();
    let request = || {
        reader
            .request(Method::POST, "/v1/challenges")
            .header("Idempotency-Key", "one")
    };
    let first = reader.send(request()).await.created();
    assert_eq!(reader.send(request()).await.created(), first);

    service.advance(Duration::minutes(10));

    reader.send(request()).await.refused(410, "gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_an_earlier_release_is_not_replayed_and_takes_no_effect_twice() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let comment = ada.comment("Said before the upgrade.");
    ada.submit_with_key("one", &comment).await.created();
    service
        .execute("UPDATE idempotency_keys SET receipt = NULL")
        .await;

    let again = ada.submit_with_key("one", &comment).await;

    again.refused(410, "gone");
    assert_eq!(service.count("comments").await, 1);
}
