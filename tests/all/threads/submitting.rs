//! Submissions that are refused, each with its code.

use serde_json::json;

use crate::support::service::Service;

const ABSENT: &str = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_under_an_article_that_does_not_exist_is_not_found() {
    let service = Service::options().without_article().start().await;

    let answer = service.author("ada").under(ABSENT).try_post("Hello.").await;

    answer.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identical_second_comment_is_refused() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let ada = service.author("ada");
    let first = ada.post("The second table is wrong, I think.").await;

    for text in [
        "The second table is wrong, I think.",
        "  The second\n\ntable\u{A0}is wrong,  I\u{200B} think.\u{FEFF}",
    ] {
        let answer = ada.try_post(text).await;
        let problem = answer.refused(409, "duplicate_comment");
        assert_eq!(problem["duplicate_of"], first.id, "{text}");
    }
    assert_eq!(service.count("comments").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_text_by_another_author_is_held_and_not_refused() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let text = "The second table is wrong, since its columns do not add up to the total.";

    let [_, second] = service.post_as(["ada", "charles"], text).await;

    assert_eq!(second.comment["status"], "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_needs_a_parent_that_is_shown() {
    let service = Service::start(json!({ "mode": "none" })).await;

    let answer = service.author("ada").try_reply_to(ABSENT, "I agree.").await;

    answer.refused(422, "parent_not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_below_the_deepest_level_is_refused() {
    let service = Service::start(json!({ "mode": "none", "max_depth": 1 })).await;
    let top = service
        .author("ada")
        .post("The first thing that is said.")
        .await;
    let charles = service.author("charles");
    let reply = charles.reply_to(&top, "And what is said to it.").await;

    let mary = service.author("mary");
    let answer = mary.try_reply_to(&reply, "One level too many.").await;

    answer.refused(422, "too_deep");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_article_takes_no_comments() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let close = "UPDATE articles SET comments_open = false";
    service.execute(close).await;

    let answer = service.author("ada").try_post("Too late.").await;

    answer.refused(403, "comments_closed");
    assert_eq!(service.count("comments").await, 0);
}
