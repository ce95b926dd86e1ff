//! A moved article is found at its new address and at its former ones.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use super::addresses::{find, publish_at};
use super::{ABSENT, start};
use crate::support::eventually::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_article_is_found_at_each_of_its_addresses() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let article = publish_at(&admin, "https://example.org/a").await;
    // The answer is cached now.
    assert_eq!(find(&reader, "https://example.org/b").await, None);

    let first = json!({ "url": "https://example.org/b", "version": 1 });
    let moved = admin.try_move(&article, &first).await.ok();
    assert_eq!(moved["url"], "https://example.org/b");
    assert_eq!(moved["aliases"], json!(["https://example.org/a"]));
    assert_eq!(moved["version"], 2);

    let late = admin.try_move(&article, &first).await;
    let problem = late.refused(409, "version_conflict");
    assert_eq!(problem["current"]["version"], 2);

    service.advance(TimeDelta::seconds(1));
    let second = json!({ "url": "https://example.net/c" });
    let moved = admin.try_move(&article, &second).await.ok();
    let former = ["https://example.org/b", "https://example.org/a"];
    assert_eq!(moved["aliases"], json!(former));

    for url in [
        "https://example.org/a?utm_source=x",
        "http://example.org/b/",
        "https://example.net/c#top",
    ] {
        assert_eq!(find(&reader, url).await, Some(article.clone()), "{url}");
    }
    let read = reader.get(&format!("/v1/articles/{article}")).await.ok();
    assert_eq!(read, moved);
    assert_eq!(service.count_events("article_moved").await, 2);

    service.advance(TimeDelta::seconds(1));
    let back = json!({ "url": "https://example.org/a" });
    let moved = admin.try_move(&article, &back).await.ok();
    let former = ["https://example.net/c", "https://example.org/b"];
    assert_eq!(moved["aliases"], json!(former));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_to_the_present_address_changes_nothing() {
    let service = start().await;
    let admin = service.admin().await;
    let article = publish_at(&admin, "https://example.org/a").await;

    let same = json!({ "url": "https://example.org/a" });
    let moved = admin.try_move(&article, &same).await.ok();
    assert_eq!(moved["version"], 1);

    let spelled = json!({ "url": "https://example.org/a/" });
    let moved = admin.try_move(&article, &spelled).await.ok();
    assert_eq!(moved["url"], "https://example.org/a/");
    assert_eq!(moved["aliases"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_with_a_key_is_made_once() {
    let service = start().await;
    let admin = service.admin().await;
    let article = publish_at(&admin, "https://example.org/a").await;
    let path = format!("/v1/admin/articles/{article}/moves");

    let to = json!({ "url": "https://example.org/b" });
    admin.post_with_key("one", &path, &to).await.ok();
    admin
        .try_move(&article, &json!({ "url": "https://example.org/c" }))
        .await
        .ok();
    let again = admin.post_with_key("one", &path, &to).await;

    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.ok()["url"], "https://example.org/c", "as it is now");
    let read = service
        .reader()
        .get(&format!("/v1/articles/{article}"))
        .await;
    assert_eq!(read.ok()["url"], "https://example.org/c");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_needs_an_article_and_a_url() {
    let service = start().await;
    let admin = service.admin().await;
    let article = admin.publish("A").await;

    let to = json!({ "url": "https://example.org/a" });
    admin.try_move(ABSENT, &to).await.refused(404, "not_found");
    for url in [
        "",
        "/a",
        "ftp://example.org/",
        "https://ann:pw@example.org/",
    ] {
        let answer = admin.try_move(&article, &json!({ "url": url })).await;
        answer.invalid("/url");
    }

    let moved = admin.try_move(&article, &to).await.ok();
    assert_eq!(moved["aliases"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_the_url_is_a_move_and_removing_it_removes_the_aliases() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let article = publish_at(&admin, "https://example.org/a").await;

    let change = json!({ "version": 1, "url": "https://example.org/b" });
    let changed = admin.try_change_article(&article, &change).await.ok();
    assert_eq!(changed["aliases"], json!(["https://example.org/a"]));
    let former = find(&reader, "https://example.org/a/").await;
    assert_eq!(former.as_deref(), Some(article.as_str()));

    let removal = json!({ "version": 2, "url": null });
    let changed = admin.try_change_article(&article, &removal).await.ok();
    assert_eq!(changed["aliases"], json!([]));
    assert_eq!(find(&reader, "https://example.org/a").await, None);
    assert_eq!(find(&reader, "https://example.org/b").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_present_address_is_worth_more_than_a_former_one() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let moved = publish_at(&admin, "https://example.org/a").await;
    let to = json!({ "url": "https://example.org/b" });
    admin.try_move(&moved, &to).await.ok();
    let read = async || {
        let path = format!("/v1/articles/{moved}");
        reader.get(&path).await.ok()["aliases"].clone()
    };
    assert_eq!(read().await, json!(["https://example.org/a"]));

    let new = publish_at(&admin, "https://example.org/a/").await;

    let found = find(&reader, "https://example.org/a").await;
    assert_eq!(found, Some(new));
    assert_eq!(read().await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_twenty_first_alias_is_refused_and_nothing_is_lost() {
    let service = start().await;
    let admin = service.admin().await;
    let article = publish_at(&admin, "https://example.org/0").await;
    for number in 1..=20 {
        let to = json!({ "url": format!("https://example.org/{number}") });
        admin.try_move(&article, &to).await.ok();
    }

    let to = json!({ "url": "https://example.org/21" });
    let answer = admin.try_move(&article, &to).await;
    let problem = answer.refused(422, "validation_failed");

    assert_eq!(problem["errors"][0]["code"], "too_many_aliases");
    let first = find(&service.reader(), "https://example.org/0").await;
    assert_eq!(first, Some(article));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_addresses_of_a_removed_article_are_free() {
    let service = start().await;
    let admin = service.admin().await;
    let article = publish_at(&admin, "https://example.org/a").await;
    let to = json!({ "url": "https://example.org/b" });
    admin.try_move(&article, &to).await.ok();

    admin.remove_article(&article).await;

    assert_eq!(service.count("article_addresses").await, 0);
    assert_eq!(find(&service.reader(), "https://example.org/a").await, None);
    publish_at(&admin, "https://example.org/b").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_instance_finds_a_moved_article_a_moment_later() {
    let service = start().await;
    let admin = service.admin().await;
    let beside = service.beside().await;
    let reader = beside.reader();
    let article = publish_at(&admin, "https://example.org/a").await;
    assert_eq!(find(&reader, "https://example.org/b").await, None);

    let to = json!({ "url": "https://example.org/b" });
    admin.try_move(&article, &to).await.ok();

    let is_found = async || find(&reader, "https://example.org/b/").await.is_some();
    eventually("it is found", Duration::from_secs(2), is_found).await;
    let cached = async || find(&reader, "https://example.org/b").await.is_some();
    eventually("it is found", Duration::from_secs(2), cached).await;
}
