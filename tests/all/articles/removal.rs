//! The removal of an article: its comments are removed with it, its events stay.

use serde_json::json;

use super::start;
use crate::support::service::Service;

const TEXT: &str =
    "A text that somebody posts under every article that they can find, word for word.";

#[tokio::test(flavor = "multi_thread")]
async fn an_article_with_comments_is_removed_only_by_force_and_with_all_under_it() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let ada = service.author("ada");
    ada.post("The first comment of all.").await;
    service.author("grace").post(TEXT).await;

    let without_force = admin.try_remove_article(&service.article).await;
    without_force.refused(409, "has_comments");

    admin.remove_article(&service.article).await;
    for table in [
        "articles",
        "comments",
        "revisions",
        "findings",
        "fingerprints",
        "reports",
    ] {
        assert_eq!(service.count(table).await, 0, "{table}");
    }
    assert_eq!(service.count_events("comment_submitted").await, 2);
    let removed = "SELECT (payload->>'comments')::bigint FROM events \
        WHERE kind = 'article_deleted'";
    assert_eq!(service.number(removed).await, 2);

    let again = admin.try_remove_article(&service.article).await;
    again.refused(404, "not_found");
    let late = ada.try_post("Too late.").await;
    late.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_without_comments_is_removed_at_once() {
    let service = start().await;
    let admin = service.admin().await;
    let article = admin.publish("A").await;

    let removed = admin.try_remove_article(&article).await;
    removed.no_content();

    let path = format!("/v1/articles/{article}");
    let read = service.reader().get(&path).await;
    read.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_of_duplicates_goes_on_with_its_oldest_member_while_it_has_two() {
    let service = start().await;
    let admin = service.admin().await;
    let first = admin.publish("A").await;
    let second = admin.publish("B").await;
    let third = admin.publish("C").await;
    service.author("ada").under(&first).post(TEXT).await;
    service.author("grace").under(&second).post(TEXT).await;
    service.author("edith").under(&third).post(TEXT).await;
    let size = "SELECT size::bigint FROM duplicate_groups";
    assert_eq!(service.number(size).await, 3);

    admin.remove_article(&first).await;
    let of_grace = "duplicate_groups g JOIN comments c ON c.comment_id = g.original_comment_id \
        WHERE c.author_name = 'grace' AND g.size = 2";
    assert_eq!(service.count(of_grace).await, 1);

    admin.remove_article(&third).await;
    assert_eq!(service.count("duplicate_groups").await, 0);
    assert_eq!(service.count("duplicate_members").await, 0);
    assert_eq!(service.count("comments").await, 1);
}
