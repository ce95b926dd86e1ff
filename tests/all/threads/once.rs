//! A submission with an `Idempotency-Key` takes effect once, however often it is sent.

use futures_util::future::join_all;
use serde_json::json;

use crate::support::service::Service;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_parallel_posts_with_one_key_make_one_comment() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let ada = service.author("ada");
    let comment = ada.comment("Said once.");

    let posts = (0..50).map(|_| {
        let ada = ada.clone();
        let comment = comment.clone();
        tokio::spawn(async move { ada.submit_with_key("one", &comment).await })
    });
    let answers = join_all(posts).await.into_iter().map(Result::unwrap);

    let (stored, refused): (Vec<_>, Vec<_>) = answers.partition(|answer| answer.status == 201);
    let made = stored
        .iter()
        .filter(|answer| !answer.headers.contains_key("idempotency-replayed"));
    assert_eq!(made.count(), 1);
    for answer in &stored {
        assert_eq!(answer.json, stored[0].json);
    }
    for answer in refused {
        answer.refused(409, "idempotency_in_progress");
    }
    assert_eq!(service.count("comments").await, 1);
    assert_eq!(
        service.count("events WHERE comment_id IS NOT NULL").await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_is_answered_as_the_first_was_and_another_body_is_refused() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let ada = service.author("ada");
    let comment = ada.comment("Said once.");

    let first = ada.submit_with_key("one", &comment).await;
    let again = ada.submit_with_key("one", &comment).await;
    let another = ada.comment("Said otherwise.");
    let another_body = ada.submit_with_key("one", &another).await;

    assert_eq!(first.headers.get("idempotency-replayed"), None);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.headers["location"], first.headers["location"]);
    assert_eq!(again.created(), first.created());
    another_body.refused(422, "idempotency_key_reused");
    assert_eq!(service.count("comments").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_repeated_from_another_network_is_answered_as_the_first_was() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let comment = ada.comment("Said on the train.");

    let first = ada
        .at("198.51.100.7")
        .submit_with_key("one", &comment)
        .await
        .created();
    for address in ["203.0.113.9", "2001:db8:1:2::3"] {
        let again = ada.at(address).submit_with_key("one", &comment).await;

        assert_eq!(again.headers["idempotency-replayed"], "true", "{address}");
        assert_eq!(again.created(), first, "{address}");
    }
    assert_eq!(service.count("comments").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_who_choose_the_same_key_never_meet() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let elsewhere = service.another_article().await;
    let ada = service.author("ada").at("198.51.100.7");
    let bob = service.author("bob").at("198.51.100.7");

    let first = ada
        .submit_with_key("1", &ada.comment("Ada says this."))
        .await;
    let of_another = bob
        .submit_with_key("1", &bob.comment("Bob says that."))
        .await;
    let under_another = ada
        .under(&elsewhere)
        .submit_with_key("1", &ada.comment("Ada says more."))
        .await;

    for answer in [first, of_another, under_another] {
        assert_eq!(answer.headers.get("idempotency-replayed"), None);
        answer.created();
    }
    assert_eq!(service.count("comments").await, 3);
}
