//! When does a hidden comment keep its place in the thread?

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::app::Actor;
use crate::support::service::Service;

async fn decide(moderator: &Actor, id: &str, action: &str) {
    let path = format!("/v1/admin/comments/{id}");
    let version = moderator.get(&path).await.expect(StatusCode::OK)["version"].clone();
    let body = json!({ "action": action, "version": version });
    moderator
        .post(&format!("{path}/decisions"), &body)
        .await
        .expect(StatusCode::CREATED);
}

async fn thread(service: &Service) -> Value {
    let path = format!("/v1/articles/{}/comments", service.article);
    service.send(service.request(Method::GET, &path)).await.json
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_parent_keeps_its_place_while_a_reply_stands() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let moderator = service.moderator("grace").await;
    let (top, _) = service
        .post("ada", "The second chart should start at zero.", None)
        .await;
    let (middle, _) = service
        .post("bob", "It does so in the printed edition.", Some(&top))
        .await;
    let (leaf, _) = service
        .post("cid", "Only since the second printing.", Some(&middle))
        .await;
    decide(&moderator, &top, "reject").await;
    decide(&moderator, &middle, "spam").await;
    let shown = thread(&service).await;
    assert_eq!(shown["total"], 1);
    assert_eq!(shown["items"][0]["body"], "[removed]");
    assert_eq!(shown["items"][0]["author"]["name"], "");
    assert_eq!(shown["items"][0]["replies"][0]["body"], "[removed]");
    assert_eq!(
        shown["items"][0]["replies"][0]["replies"][0]["id"],
        json!(leaf)
    );
    decide(&moderator, &leaf, "hold").await;
    assert_eq!(thread(&service).await["items"], json!([]));
    assert_eq!(
        service
            .number("SELECT count(*) FROM comments WHERE visible")
            .await,
        0
    );
    decide(&moderator, &leaf, "approve").await;
    assert_eq!(
        service
            .number("SELECT count(*) FROM comments WHERE visible")
            .await,
        3
    );
    decide(&moderator, &middle, "approve").await;
    decide(&moderator, &leaf, "reject").await;
    let shown = thread(&service).await;
    assert_eq!(shown["items"][0]["replies"][0]["id"], json!(middle));
    assert_eq!(
        service
            .number("SELECT count(*) FROM comments WHERE visible")
            .await,
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hiding_the_only_two_replies_at_once_leaves_no_place_behind() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let (one, two) = (
        service.moderator("grace").await,
        service.moderator("joan").await,
    );
    let (top, _) = service
        .post("ada", "The second chart should start at zero.", None)
        .await;
    let (left, _) = service
        .post("bob", "It does so in the printed edition.", Some(&top))
        .await;
    let (right, _) = service
        .post("cid", "Which chart is that, please?", Some(&top))
        .await;
    decide(&one, &top, "reject").await;
    tokio::join!(
        decide(&one, &left, "reject"),
        decide(&two, &right, "reject")
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM comments WHERE visible")
            .await,
        0
    );
}
