//! Threads as readers see them: tree, flat, replies, latest comments, and single ones.

use serde_json::json;

use super::{ABSENT, check};
use crate::support::paths::comments;
use crate::support::service::Service;

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_in_each_of_its_views() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let admin = service.admin().await;
    let reader = service.reader();
    let ada = service.author("ada");
    let bob = service.author("bob");
    let first = ada.post("The second chart should start at zero.").await;
    let reply = bob
        .reply_to(&first, "It does so in the printed edition.")
        .await;
    ada.reply_to(&reply, "Only since the second printing.")
        .await;
    let rejected = bob.post("Which of the two maps is the older one?").await;
    ada.reply_to(&rejected, "Nobody knows that any more.").await;
    admin.decide(&rejected, "reject").await;
    admin.author().post("Comments of ours carry a mark.").await;
    let thread = comments(&service.article);

    let tree = reader.get(&format!("{thread}?view=tree")).await;
    check("list_article_comments.tree", tree);
    let cut = reader
        .get(&format!("{thread}?view=tree&depth=0&limit=1"))
        .await;
    check("list_article_comments.cut", cut);
    let flat = reader.get(&format!("{thread}?view=flat&sort=newest")).await;
    check("list_article_comments.flat", flat);

    let replies = format!("/v1/comments/{}/replies", first.id);
    check("list_replies", reader.get(&replies).await);
    check("list_latest_comments", reader.get("/v1/comments").await);
    check("get_comment", reader.try_read(&first).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_without_comments() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();

    let empty = reader.get(&comments(&service.article)).await;

    check("list_article_comments.empty", empty);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_thread_of_a_page_before_and_after_its_first_comment() {
    let policy = json!({ "mode": "none", "origins": ["https://blog.example"] });
    let service = Service::options()
        .without_article()
        .policy(policy)
        .start()
        .await;
    let reader = service.reader();
    let ada = service.author("ada");
    let page = "https://blog.example/maps";

    check("get_page_thread.empty", reader.try_page_thread(page).await);
    let posted = ada
        .try_post_to_page(page, "Which of the maps is older?")
        .await;
    check("create_page_comment", posted);
    check("get_page_thread.tree", reader.try_page_thread(page).await);

    let elsewhere = "https://elsewhere.example/";
    check("get_page_thread", reader.try_page_thread(elsewhere).await);
    let refused = ada.try_post_to_page(elsewhere, "Which of them is older?");
    check("create_page_comment", refused.await);
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_that_cannot_be_read() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();
    let thread = comments(&service.article);

    let absent = reader.get(&comments(ABSENT)).await;
    check("list_article_comments", absent);
    let bad_view = reader.get(&format!("{thread}?view=round&limit=0")).await;
    check("list_article_comments", bad_view);
    let bad_cursor = reader.get(&format!("{thread}?cursor=AAAA")).await;
    check("list_article_comments", bad_cursor);

    let replies = reader.get(&format!("/v1/comments/{ABSENT}/replies")).await;
    check("list_replies", replies);
    let of_no_site = reader.get("/v1/comments?site=nowhere").await;
    check("list_latest_comments", of_no_site);
}
