//! The first comment on a page publishes the page, where the site allows it.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{PAGE, start};
use crate::support::json::text;
use crate::support::service::Service;

async fn article_of(service: &Service, url: &str) -> Value {
    let thread = service.reader().page_thread(url).await;
    let path = format!("/v1/articles/{}", text(&thread["article_id"]));

    service.reader().get(&path).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_comment_publishes_its_page_under_the_title_that_the_page_sends() {
    let service = start().await;
    let ada = service.author("ada");
    let mut comment = ada.comment_on(PAGE, "We remember more after a night of sleep.");
    comment["title"] = json!("Sleep & memory — what we know");

    let posted = ada.submit_to_page(&comment).await.posted();

    let article = article_of(&service, PAGE).await;
    assert_eq!(article["id"], posted.comment["article_id"]);
    assert_eq!(article["title"], "Sleep & memory — what we know");
    assert_eq!(article["url"], PAGE);
    assert_eq!(article["site"], "default");
    assert_eq!(article["comment_count"], 1);
    assert_eq!(article["comments_open"], true);
    assert_eq!(service.count_events("article_created").await, 1);
    let thread = service.reader().page_thread(PAGE).await;
    assert_eq!(thread["items"][0]["id"], json!(posted.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_first_comments_at_once_make_one_article() {
    let service = start().await;

    let posts = (0..20).map(|number| {
        let author = service.author(&format!("author{number}"));
        let author = author.at(&format!("192.0.2.{number}"));
        let url = format!("{PAGE}?utm_campaign={number}#part-{number}");
        async move {
            let text = format!(
                "Thought number {number} on this page, {}.",
                "z".repeat(number)
            );
            author.post_to_page(&url, &text).await
        }
    });
    let posted = join_all(posts).await;

    assert_eq!(service.count("articles").await, 1);
    assert_eq!(service.count("article_addresses").await, 1);
    assert_eq!(service.count("comments").await, 20);
    let article = &posted[0].comment["article_id"];
    assert!(posted.iter().all(|it| it.comment["article_id"] == *article));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_url_of_a_page_has_nothing_of_the_visit_that_published_it() {
    let service = Service::options()
        .without_article()
        .policy(json!({
            "mode": "none", "origins": ["https://blog.example", "http://localhost:3000"],
            "pages": { "hash_routes": false, "ignored_parameters": ["ref", "share_*"] },
        }))
        .start()
        .await;
    let ada = service.author("ada");

    let sent_and_stored = [
        (
            "http://BLOG.example/a/?p=2&ref=x&share_id=1&utm_source=news#comments",
            "https://blog.example/a/?p=2",
        ),
        ("https://blog.example/b?ref=x", "https://blog.example/b"),
        ("http://localhost:3000/c#d", "http://localhost:3000/c"),
    ];
    for (sent, stored) in sent_and_stored {
        ada.post_to_page(sent, &format!("A comment about {stored}."))
            .await;
        assert_eq!(article_of(&service, sent).await["url"], stored);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_hash_routes_a_fragment_is_a_page_of_its_own() {
    let service = Service::options()
        .without_article()
        .policy(json!({
            "mode": "none", "origins": ["https://blog.example"],
            "pages": { "hash_routes": true, "ignored_parameters": [] },
        }))
        .start()
        .await;
    let ada = service.author("ada");

    for url in [
        "https://blog.example/#/about",
        "https://blog.example/#/news",
    ] {
        ada.post_to_page(url, &format!("A comment about {url}, a page."))
            .await;
        assert_eq!(article_of(&service, url).await["url"], url);
    }

    assert_eq!(service.count("articles").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_a_title_is_called_by_its_address() {
    let service = start().await;
    let ada = service.author("ada");

    for (path, title) in [
        ("/", "blog.example/"),
        (
            "/schlaf-und-ged%C3%A4chtnis",
            "blog.example/schlaf-und-gedächtnis",
        ),
        ("/%E4%B8%AD", "blog.example/中"),
        ("/%00%FF", "blog.example/%00%FF"),
    ] {
        let url = format!("https://blog.example{path}");
        let mut comment = ada.comment_on(&url, &format!("A comment about {path} and more."));
        comment["title"] = json!(" ");

        ada.submit_to_page(&comment).await.posted();

        assert_eq!(article_of(&service, &url).await["title"], title);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_has_at_most_300_characters_and_all_faults_are_told_at_once() {
    let service = start().await;
    let ada = service.author("ada");
    let mut comment = ada.comment_on(PAGE, "#");
    comment["title"] = json!("x".repeat(301));

    let problem = ada.submit_to_page(&comment).await.invalid("/title");

    assert_eq!(problem["errors"][1]["pointer"], "/body");
    comment = ada.comment_on("blog.example", "A fine text.");
    ada.submit_to_page(&comment).await.invalid("/url");
    assert_eq!(service.count("articles").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_no_listed_origin_is_refused_and_stores_nothing() {
    let service = start().await;
    let ada = service.author("ada");

    for url in [
        "https://other.example/",
        "https://blog.example:8443/a",
        "https://blog.example.other.example/",
        "https://sub.blog.example/",
    ] {
        let answer = ada
            .try_post_to_page(url, "Buy these watches, they are cheap.")
            .await;
        answer.refused(403, "page_not_allowed");
    }

    assert_eq!(service.count("articles").await, 0);
    assert_eq!(service.count("comments").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_registration_refuses_new_pages_and_takes_comments_on_published_ones() {
    let service = start().await;
    let admin = service.admin().await;
    let policy = json!({
        "mode": "none", "origins": ["https://blog.example"], "version": 1,
        "pages": { "registration": "closed" },
    });
    admin.put_policy(&policy).await;
    let article = json!({ "title": "A", "body": "B", "url": PAGE });
    let article = admin.publish_article(&article).await;
    let ada = service.author("ada");

    let new = ada.try_post_to_page("https://blog.example/new", "A text about this.");
    new.await.refused(403, "page_not_allowed");
    let posted = ada.post_to_page(PAGE, "A text about that.").await;

    assert_eq!(posted.comment["article_id"], article["id"]);
    assert_eq!(service.count("articles").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_comment_publishes_no_page() {
    let service = Service::options()
        .without_article()
        .policy(json!({ "challenge": "arithmetic", "origins": ["https://blog.example"] }))
        .start()
        .await;
    let ada = service.author("ada");

    let unanswered = ada.try_post_to_page(PAGE, "We remember more.").await;
    let ask_nothing = "UPDATE sites SET policy = policy || '{\"challenge\": \"off\"}'";
    service.execute(ask_nothing).await;
    let mut reply = ada.comment_on(PAGE, "And less.");
    reply["parent_id"] = json!("01981234-0000-7000-8000-000000000000");
    let lost = ada.submit_to_page(&reply).await;

    unanswered.refused(422, "challenge_required");
    lost.refused(422, "parent_not_found");
    assert_eq!(service.count("articles").await, 0);
    assert_eq!(service.count("article_addresses").await, 0);
    assert_eq!(
        service.count("events WHERE kind = 'article_created'").await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_article_refuses_as_ever() {
    let service = start().await;
    let admin = service.admin().await;
    let posted = service.author("ada").post_to_page(PAGE, "First.").await;
    let article = text(&posted.comment["article_id"]);
    let change = json!({ "version": 1, "comments_open": false });
    admin.try_change_article(&article, &change).await.ok();

    let late = service
        .author("bob")
        .try_post_to_page(PAGE, "Second.")
        .await;

    late.refused(403, "comments_closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_comment_that_is_sent_again_is_answered_again() {
    let service = start().await;
    let ada = service.author("ada");
    let comment = ada.comment_on(PAGE, "We remember more after a night of sleep.");

    let first = ada.submit_to_page_with_key("key", &comment).await.posted();
    let again = ada.submit_to_page_with_key("key", &comment).await;
    let is_replayed = again.headers.contains_key("idempotency-replayed");
    let other = ada.comment_on("https://blog.example/b", "Another text about it.");
    let reused = ada.submit_to_page_with_key("key", &other).await;

    assert!(is_replayed);
    assert_eq!(again.posted().id, first.id);
    reused.refused(422, "idempotency_key_reused");
    assert_eq!(service.count("articles").await, 1);
    assert_eq!(service.count("comments").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_former_address_takes_comments_for_its_article() {
    let service = start().await;
    let admin = service.admin().await;
    let posted = service
        .author("ada")
        .post_to_page(PAGE, "Before it moved.")
        .await;
    let article = text(&posted.comment["article_id"]);
    let new = json!({ "url": "https://blog.example/2026/sleep" });
    admin.try_move(&article, &new).await.ok();

    let later = service
        .author("bob")
        .post_to_page(PAGE, "After that.")
        .await;

    assert_eq!(later.comment["article_id"], json!(article));
    assert_eq!(service.count("articles").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_write_under_a_page_as_staff() {
    let service = start().await;
    let grace = service.moderator("grace").await.author();

    let posted = grace.post_to_page(PAGE, "Welcome to the thread.").await;

    assert_eq!(posted.comment["author"]["is_moderator"], true);
    assert_eq!(service.count("articles").await, 1);
}
