//! Do the readers of a thread learn what it shows now, and nothing else?

use reqwest::Method;
use serde_json::{Value, json};

use super::House;
use super::tap::Tap;
use crate::support::app::{TestApp, comment, comments};

/// Posts a comment of that text; its id and its guest token.
async fn say(house: &House, name: &str, body: &str) -> (String, String) {
    let posted = house
        .reader
        .post(&comments(&house.article), &comment(name, body))
        .await
        .expect(201_u16.try_into().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&posted["comment"]["id"]), text(&posted["guest_token"]))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_is_told_of_every_change_and_never_of_what_the_thread_does_not_show() {
    let house = House::open("all").await;
    let (mut tap, ready) = Tap::ready(&house.reader, &house.thread()).await;
    assert_eq!(ready.data, json!({ "total": 0 }));
    let (ada, ada_token) = say(&house, "Ada", "A first thought about tea, to be shown.").await;
    let (spam, _) = say(&house, "Mallory", "SECRET-SPAM: buy our tea at once.").await;
    house.decide(&house.admin, &spam, "spam").await;
    house.decide(&house.admin, &ada, "approve").await;
    let approved = tap.expect("approved").await.data;
    assert_eq!(
        (&approved["comment_id"], &approved["total"]),
        (&json!(ada), &json!(1))
    );
    let read = house.reader.get(&format!("/v1/comments/{ada}")).await.json;
    for field in [
        "id",
        "number",
        "author",
        "html",
        "status",
        "created_at",
        "parent_id",
        "reply_count",
    ] {
        assert_eq!(approved["comment"][field], read[field], "{field}");
    }
    let author = house.app.bearer(&ada_token);
    let edit = json!({ "body": "SECRET-EDIT: a second thought, which waits." });
    assert_eq!(
        author
            .patch(&format!("/v1/comments/{ada}"), &edit)
            .await
            .status,
        200
    );
    let removed = tap.expect("removed").await.data;
    assert_eq!(removed, json!({ "comment_id": ada, "total": 0 }));
    house.decide(&house.admin, &spam, "hold").await;
    house.decide(&house.admin, &spam, "reject").await;
    house
        .sql
        .batch_execute("UPDATE sites SET policy = policy || '{\"mode\": \"none\"}'")
        .await
        .unwrap();
    let (charles, charles_token) = say(
        &house,
        "Charles",
        "Something that is shown at once, about cups.",
    )
    .await;
    assert_eq!(tap.expect("approved").await.data["comment_id"], charles);
    let author = house.app.bearer(&charles_token);
    let edit = json!({ "body": "The same, said better, about saucers." });
    assert_eq!(
        author
            .patch(&format!("/v1/comments/{charles}"), &edit)
            .await
            .status,
        200
    );
    let edited = tap.expect("edited").await.data;
    assert_eq!(
        edited["comment"]["body"],
        "The same, said better, about saucers."
    );
    assert_eq!(
        author
            .delete(&format!("/v1/comments/{charles}"))
            .await
            .status,
        204
    );
    assert_eq!(
        tap.expect("withdrawn").await.data,
        json!({ "comment_id": charles, "total": 0 })
    );
    for secret in ["SECRET", "Mallory", "@example.org", "ip_hash", &spam] {
        assert!(!tap.raw.contains(secret), "{secret} in {}", tap.raw);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_is_kept_is_told_as_the_thread_shows_it() {
    let house = House::open("none").await;
    let (mut tap, _) = Tap::ready(&house.reader, &house.thread()).await;
    let (parent, _) = say(&house, "Ada", "What others answer to, and then it goes.").await;
    let reply = json!({
        "author": { "name": "Charles", "email": "charles@example.org" }, "parent_id": parent,
        "body": "An answer that stays where it is.",
    });
    assert_eq!(
        house
            .reader
            .post(&comments(&house.article), &reply)
            .await
            .status,
        201
    );
    // Before the decision, since the feed waits for whatever else is being written on this
    // Postgres.
    tap.expect("approved").await;
    tap.expect("approved").await;
    house.decide(&house.admin, &parent, "reject").await;
    let removed = tap.expect("removed").await.data;
    assert_eq!(
        (&removed["comment"]["body"], &removed["total"]),
        (&json!("[removed]"), &json!(1))
    );
    assert_eq!(removed["comment"]["author"]["name"], "");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_that_goes_says_so_and_another_articles_news_stay_there() {
    let house = House::open("none").await;
    let other = house.admin.article("On coffee").await;
    let (mut tap, _) = Tap::ready(&house.reader, &house.thread()).await;
    house
        .reader
        .comment(&other, "Ada", "Said elsewhere, about something else.")
        .await;
    assert_eq!(
        house
            .admin
            .delete(&format!("/v1/admin/articles/{}", house.article))
            .await
            .status,
        204
    );
    tap.expect("article_deleted").await;
    tap.end().await;
    let gone = house.reader.get(&house.thread()).await;
    assert_eq!((gone.status.as_u16(), gone.code()), (404, "not_found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_on_one_database_tell_of_each_others_events() {
    let house = House::open("none").await;
    let other = TestApp::start_on(house.app.database_url.clone(), |_| {}).await;
    let (mut here, _) = Tap::ready(&house.reader, &house.thread()).await;
    let (mut there, _) = Tap::ready(&other.reader(), &house.thread()).await;
    let first = house.post("Ada").await;
    let posted = other
        .reader()
        .comment(&house.article, "Charles", "Sent to the other instance.")
        .await;
    for tap in [&mut here, &mut there] {
        assert_eq!(tap.expect("approved").await.data["comment_id"], first);
        assert_eq!(
            tap.expect("approved").await.data["comment_id"],
            posted["comment"]["id"]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_an_allowed_origin_may_follow_and_nobody_stores_or_holds_back_what_comes() {
    let house = House::open("none").await;
    let policy = "UPDATE sites SET policy = policy || '{\"origins\": [\"https://blog.example\"]}'";
    house.sql.batch_execute(policy).await.unwrap();
    moderato::flows::sites::origins::refresh_origins(&house.app.app)
        .await
        .unwrap();
    let request = house
        .reader
        .request(Method::GET, &house.thread())
        .header("Origin", "https://blog.example");
    let answer = house.reader.send(request).await;
    for (name, value) in [
        ("access-control-allow-origin", "https://blog.example"),
        ("cache-control", "no-store"),
        ("x-accel-buffering", "no"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.headers[name], value, "{name}");
    }
    assert!(answer.headers.contains_key("x-request-id"));
    let queue = house.admin.get("/v1/admin/comments/events").await;
    assert_eq!(queue.headers["cache-control"], "private, no-store");
}
