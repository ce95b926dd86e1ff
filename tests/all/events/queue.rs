//! Do moderators learn what came, what was decided and by whom, and only while they are moderators?

use std::time::Duration;

use serde_json::json;

use super::House;
use super::tap::Tap;
use crate::support::app::TestApp;

const QUEUE: &str = "/v1/admin/comments/events";

#[tokio::test(flavor = "multi_thread")]
async fn moderators_are_told_what_arrived_who_decided_and_what_left() {
    let house = House::open("all").await;
    let (linus, ken) = (
        house.app.moderator("Linus").await,
        house.app.moderator("Ken").await,
    );
    let (mut tap, ready) = Tap::ready(&linus, QUEUE).await;
    assert_eq!(ready.data, json!({}));
    let posted = house
        .reader
        .comment(&house.article, "Ada", "A thought that waits for somebody.")
        .await;
    let (id, token) = (
        &posted["comment"]["id"],
        posted["guest_token"].as_str().unwrap(),
    );
    let arrived = tap.expect("arrived").await.data;
    assert_eq!(
        (&arrived["comment_id"], &arrived["article_id"]),
        (id, &json!(house.article))
    );
    assert_eq!(arrived["comment"]["author"]["email"], "ada@example.org");
    assert_eq!(
        (&arrived["comment"]["status"], &arrived["decision"]),
        (&json!("pending"), &json!(null))
    );
    let path = format!("/v1/comments/{}", id.as_str().unwrap());
    let author = house.app.bearer(token);
    let edit = json!({ "body": "Another thought that waits for somebody." });
    assert_eq!(author.patch(&path, &edit).await.status, 200);
    assert_eq!(
        tap.expect("edited").await.data["comment"]["body"],
        edit["body"]
    );
    house.decide(&ken, id.as_str().unwrap(), "approve").await;
    let decided = tap.expect("decided").await.data;
    let decision = &decided["decision"];
    assert_eq!(
        (&decision["moderator"]["name"], &decision["action"]),
        (&json!("Ken"), &json!("approve"))
    );
    assert_eq!(
        (&decision["status_before"], &decision["status_after"]),
        (&json!("pending"), &json!("approved"))
    );
    let edit = json!({ "body": "A third thought, which waits again." });
    assert_eq!(author.patch(&path, &edit).await.status, 200);
    assert_eq!(
        tap.expect("arrived").await.data["comment"]["status"],
        "pending"
    );
    assert_eq!(author.delete(&path).await.status, 204);
    let left = tap.expect("left").await.data;
    assert_eq!(
        (&left["comment_id"], &left["decision"]["moderator"]),
        (id, &json!(null))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_ends_with_the_session() {
    let app = TestApp::start_with(|http| http.streams.heartbeat = Duration::from_millis(100)).await;
    let house = House::on(app, "all").await;
    let linus = house.app.moderator("Linus").await;
    let (mut tap, _) = Tap::ready(&linus, QUEUE).await;
    let me = linus.get("/v1/auth/me").await.json["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let change = json!({ "active": false });
    assert_eq!(
        house
            .admin
            .patch(&format!("/v1/admin/moderators/{me}"), &change)
            .await
            .status,
        200
    );
    tap.end().await;
    let (mut tap, _) = Tap::ready(&house.admin, QUEUE).await;
    house.app.clock.advance(chrono::Duration::minutes(16));
    tap.end().await;
}
