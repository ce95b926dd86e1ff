//! Comments of moderators carry a mark, and nothing holds or refuses them.

use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::json;

use crate::support::answer::Answer;
use crate::support::paths::comments;
use crate::support::service::Service;

const TEXT: &str =
    "We have moved the questions about https://example.org/data into a thread of their own.";

/// Posts a comment of Ada's with these values of `Authorization`.
async fn try_post(service: &Service, authorization: &[&str]) -> Answer {
    let reader = service.reader();
    let path = comments(&service.article);
    let mut request = reader.request(Method::POST, &path);
    for value in authorization {
        request = request.header(AUTHORIZATION, *value);
    }

    reader
        .send(request.json(&service.author("ada").comment(TEXT)))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderators_comment_is_marked_and_neither_challenged_nor_held() {
    let policy = json!({ "mode": "all", "challenge": "arithmetic", "max_links": 0 });
    let service = Service::start(policy).await;
    let grace = service.moderator("Grace").await;

    let posted = grace.author().post(TEXT).await;

    assert_eq!(posted.comment["status"], "approved");
    assert_eq!(posted.comment["author"]["is_moderator"], true);
    let page = service.reader().thread().await;
    assert_eq!(page["items"][0]["author"]["is_moderator"], true);
    let moderator = "SELECT name FROM comments JOIN moderators USING (moderator_id) \
        WHERE status = 'approved'";
    assert_eq!(service.text(moderator).await, "Grace");
    assert_eq!(
        grace.finding_codes(&posted).await,
        ["too_many_links"],
        "what is noticed is still noted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_readers_comment_is_not_marked() {
    let service = Service::start(json!({ "mode": "none" })).await;

    let posted = service.author("ada").post(TEXT).await;

    assert_eq!(posted.comment["author"]["is_moderator"], false);
    let of_moderators = "comments WHERE moderator_id IS NOT NULL";
    assert_eq!(service.count(of_moderators).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_may_repeat_themselves_and_the_duplicate_is_noted() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let grace = service.moderator("Grace").await;
    grace.author().post(TEXT).await;

    let again = grace.author().post(TEXT).await;

    assert_eq!(again.comment["status"], "approved");
    assert_eq!(grace.finding_codes(&again).await, ["near_duplicate"]);
    let size = "SELECT size::bigint FROM duplicate_groups";
    assert_eq!(service.number(size).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_may_write_where_comments_are_closed() {
    let service = Service::start(json!({})).await;
    let grace = service.moderator("Grace").await;
    let close = "UPDATE articles SET comments_open = false";
    service.execute(close).await;

    let author = grace.author();
    author
        .post("This thread is closed now. Thank you all.")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bearer_that_is_no_access_token_is_refused_and_stores_nothing() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let mary = service.author("mary");
    let posted = mary.post("What a reader said before.").await;

    let guest = format!("Bearer {}", posted.token);
    let cases: [&[&str]; 6] = [
        &["Bearer nonsense"],
        &["bearer a.b.c"],
        &["Bearer"],
        &["Bearer a", "Bearer b"],
        &[&guest, &guest],
        &["Bearer é"],
    ];
    for authorization in cases {
        let answer = try_post(&service, authorization).await;
        answer.refused(401, "unauthenticated");
    }
    assert_eq!(service.count("comments").await, 1);

    // A proxy may ask its visitors for a password: that header is no token of this service.
    let basic = try_post(&service, &["Basic YWRhOnBsdW0="]).await;
    basic.created();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_account_cannot_post() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let grace = service.moderator("Grace").await;
    let close = "UPDATE moderators SET active = false";
    service.execute(close).await;

    let answer = grace.author().try_post(TEXT).await;

    answer.refused(401, "unauthenticated");
}

/// The guest token of a comment by staff gives the rights of staff, as long as the account does.
#[tokio::test(flavor = "multi_thread")]
async fn a_closed_account_can_neither_read_edit_nor_withdraw_its_comments() {
    let service = Service::start(json!({ "mode": "all", "max_links": 0 })).await;
    let grace = service.moderator("Grace").await.author();
    let posted = grace.post(TEXT).await;
    let edited = grace.edit(&posted, &format!("{TEXT} Twice.")).await;
    assert_eq!(edited["status"], "approved", "while the account is active");

    let close = "UPDATE moderators SET active = false";
    service.execute(close).await;
    let answers = [
        grace.try_edit(&posted, TEXT).await,
        grace.try_withdraw(&posted).await,
        grace.try_read(&posted).await,
    ];

    for answer in answers {
        answer.refused(401, "unauthenticated");
    }
    assert_eq!(service.count("revisions").await, 2);
    let withdrawn = "comments WHERE status = 'withdrawn'";
    assert_eq!(service.count(withdrawn).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idempotency_key_belongs_to_the_moderator_who_sent_it() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let grace = service.moderator("Grace").await.author();
    let joan = service.moderator("Joan").await.author();
    let reader = service.author("Grace");
    let comment = reader.comment(TEXT);

    let first = grace.submit_with_key("one", &comment).await.created();
    let again = grace.submit_with_key("one", &comment).await;
    assert!(again.headers.contains_key("idempotency-replayed"));
    assert_eq!(again.json, first);

    let of_another = joan.submit_with_key("one", &comment).await.created();
    assert_ne!(of_another["comment"]["id"], first["comment"]["id"]);

    // The stored answers of moderators are none for a reader with the same key.
    let of_a_reader = reader.submit_with_key("one", &comment).await;
    assert_eq!(of_a_reader.code(), "duplicate_comment");
}
