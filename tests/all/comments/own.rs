//! What may the author of a comment do with it, and when?

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::service::{Answer, Service};

const FIRST: &str =
    "The second chart should start at zero, because the difference looks far too large as it is.";
const OTHER: &str =
    "Does anybody know whether the data of the northern stations were published anywhere yet?";

async fn edit(service: &Service, (id, token): (&str, &str), body: &str) -> Answer {
    let request = service
        .request(Method::PATCH, &format!("/v1/comments/{id}"))
        .bearer_auth(token);
    service.send(request.json(&json!({ "body": body }))).await
}

async fn withdraw(service: &Service, (id, token): (&str, &str)) -> Answer {
    service
        .send(
            service
                .request(Method::DELETE, &format!("/v1/comments/{id}"))
                .bearer_auth(token),
        )
        .await
}

async fn read(service: &Service, id: &str, token: Option<&str>) -> Answer {
    let request = service.request(Method::GET, &format!("/v1/comments/{id}"));
    service
        .send(match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
        .await
}

async fn thread(service: &Service) -> Value {
    let path = format!("/v1/articles/{}/comments", service.article);
    service.send(service.request(Method::GET, &path)).await.json
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_author_sees_a_held_comment() {
    let service = Service::start(json!({})).await;
    let (id, token) = service.post("ada", FIRST, None).await;
    let (_, foreign) = service.post("bob", OTHER, None).await;
    assert_eq!(read(&service, &id, None).await.status, 404);
    assert_eq!(read(&service, &id, Some(&foreign)).await.status, 404);
    assert_eq!(read(&service, &id, Some("eyJ.no.guest")).await.status, 404);
    assert_eq!(read(&service, &id, Some("guest.forged")).await.status, 401);
    let own = read(&service, &id, Some(&token)).await;
    assert_eq!(
        (own.status, &own.json["status"], &own.json["body"]),
        (200, &json!("pending"), &json!(FIRST))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_its_own_comment_only() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let (id, _) = service.post("ada", FIRST, None).await;
    let (_, foreign) = service.post("bob", OTHER, None).await;
    assert_eq!(
        edit(&service, (&id, &foreign), "New words.").await.status,
        404
    );
    assert_eq!(withdraw(&service, (&id, &foreign)).await.status, 404);
    for token in ["", "guest.forged", "eyJ.a.moderator"] {
        assert_eq!(edit(&service, (&id, token), "New words.").await.status, 401);
        assert_eq!(withdraw(&service, (&id, token)).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_a_new_revision_that_is_moderated_again() {
    let service = Service::start(json!({ "mode": "flagged", "max_links": 0 })).await;
    let (id, token) = service.post("ada", FIRST, None).await;
    let better = edit(&service, (&id, &token), &FIRST.replace("far too", "much")).await;
    assert_eq!(
        (better.status, &better.json["status"]),
        (200, &json!("approved")),
        "{}",
        better.json
    );
    assert_ne!(better.json["edited_at"], Value::Null);
    let worse = edit(
        &service,
        (&id, &token),
        "Look at https://example.com/shop for more.",
    )
    .await;
    assert_eq!(
        (worse.status, &worse.json["status"]),
        (200, &json!("pending")),
        "{}",
        worse.json
    );
    assert_eq!(thread(&service).await["items"], json!([]));
    let harmless = edit(&service, (&id, &token), FIRST).await;
    assert_eq!(
        harmless.json["status"],
        json!("pending"),
        "an edit does not end a hold"
    );
    assert_eq!(service.number("SELECT count(*) FROM revisions").await, 4);
    assert_eq!(
        service.number("SELECT version::bigint FROM comments").await,
        4
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM decisions WHERE action = 'edit'")
            .await,
        3
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM events WHERE kind = 'comment_edited'")
            .await,
        3
    );
    assert_eq!(
        service
            .number("SELECT revision::bigint FROM findings WHERE code = 'too_many_links'")
            .await,
        3
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_present_text_again_changes_nothing() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let (id, token) = service.post("ada", FIRST, None).await;
    let same = edit(&service, (&id, &token), &format!("  {FIRST}\n")).await;
    assert_eq!((same.status, &same.json["edited_at"]), (200, &Value::Null));
    assert_eq!(service.number("SELECT count(*) FROM revisions").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn editing_ends_with_its_window_and_withdrawing_does_not() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let (id, token) = service.post("ada", FIRST, None).await;
    service.advance(Duration::seconds(899));
    assert_eq!(edit(&service, (&id, &token), OTHER).await.status, 200);
    service.advance(Duration::seconds(1));
    let late = edit(&service, (&id, &token), FIRST).await;
    assert_eq!(
        (late.status, &late.json["code"]),
        (403, &json!("edit_window_closed"))
    );
    assert_eq!(withdraw(&service, (&id, &token)).await.status, 204);
    assert_eq!(withdraw(&service, (&id, &token)).await.status, 204);
    assert_eq!(
        service
            .number("SELECT count(*) FROM decisions WHERE action = 'withdraw'")
            .await,
        1
    );
    let gone = edit(&service, (&id, &token), FIRST).await;
    assert_eq!(
        (gone.status, &gone.json["code"]),
        (409, &json!("invalid_transition"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_comment_keeps_its_place_while_a_reply_stands() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let (parent, parent_token) = service.post("ada", FIRST, None).await;
    let (reply, reply_token) = service.post("bob", OTHER, Some(&parent)).await;
    assert_eq!(
        withdraw(&service, (&parent, &parent_token)).await.status,
        204
    );
    let page = thread(&service).await;
    assert_eq!(page["total"], json!(1));
    let place = &page["items"][0];
    assert_eq!(
        (&place["body"], &place["status"]),
        (&json!("[withdrawn]"), &json!("withdrawn"))
    );
    assert_eq!(place["author"]["name"], json!(""));
    assert_eq!(place["replies"][0]["id"], json!(reply));
    assert_eq!(read(&service, &parent, None).await.status, 404);
    assert_eq!(withdraw(&service, (&reply, &reply_token)).await.status, 204);
    assert_eq!(thread(&service).await["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_text_leaves_and_joins_groups_of_repeats() {
    let service = Service::start(json!({ "mode": "none" })).await;
    service.post("ada", FIRST, None).await;
    let (id, token) = service.post("bob", &format!("{FIRST} Really."), None).await;
    assert_eq!(
        service
            .number("SELECT size::bigint FROM duplicate_groups")
            .await,
        2
    );
    let group = service
        .text("SELECT duplicate_group_id::text FROM duplicate_groups")
        .await;
    assert_eq!(
        edit(&service, (&id, &token), &format!("{FIRST} Truly."))
            .await
            .status,
        200
    );
    assert_eq!(
        service
            .text("SELECT duplicate_group_id::text FROM duplicate_groups")
            .await,
        group
    );
    assert_eq!(edit(&service, (&id, &token), OTHER).await.status, 200);
    assert_eq!(
        service
            .number("SELECT count(*) FROM duplicate_groups")
            .await,
        0
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM duplicate_members")
            .await,
        0
    );
    assert_eq!(
        edit(&service, (&id, &token), &format!("{FIRST} Really."))
            .await
            .status,
        200
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM duplicate_members")
            .await,
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_may_not_repeat_another_comment_of_the_same_person() {
    let service = Service::start(json!({ "mode": "none" })).await;
    service.post("ada", FIRST, None).await;
    let (id, token) = service.post("ada", OTHER, None).await;
    let repeat = edit(&service, (&id, &token), &FIRST.to_uppercase()).await;
    assert_eq!(
        (repeat.status, &repeat.json["code"]),
        (409, &json!("duplicate_comment"))
    );
    assert_eq!(
        edit(&service, (&id, &token), &OTHER.to_uppercase())
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_rendered_as_the_comment_would_be() {
    let service = Service::start(json!({})).await;
    let preview = async |body: Value| {
        service
            .send(
                service
                    .request(Method::POST, "/v1/comments/preview")
                    .json(&body),
            )
            .await
    };
    let shown = preview(json!({ "body": "This is **important**.<script>alert(1)</script>" })).await;
    assert_eq!(shown.status, 200);
    let html = shown.json["html"].as_str().unwrap();
    assert!(
        html.contains("<strong>important</strong>") && !html.contains("<script"),
        "{html}"
    );
    for body in [
        json!({ "body": "  " }),
        json!({ "body": "x".repeat(10_001) }),
        json!({ "body": "x", "id": 1 }),
    ] {
        assert_eq!(preview(body).await.status, 422);
    }
}
