//! The demo: a thread to read, and comments to decide about, on the first evening.

use moderato::cli::demo::{Demo, load};
use serde_json::json;

use super::start;
use crate::support::service::Service;

/// The number of rows of each table that the demo fills.
async fn rows(service: &Service) -> Vec<i64> {
    let mut rows = Vec::new();
    for table in [
        "articles",
        "comments",
        "revisions",
        "findings",
        "decisions",
        "events",
        "duplicate_members",
    ] {
        rows.push(service.count(table).await);
    }

    rows
}

async fn assert_complete(service: &Service, demo: &Demo) {
    let comments = i64::try_from(demo.comments).unwrap();

    assert_eq!(service.count("comments").await, comments);
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_the_demo_twice_changes_nothing() {
    let service = start().await;
    service.admin().await;
    let demo = load(&service.app()).await.unwrap();
    let before = rows(&service).await;

    let again = load(&service.app()).await.unwrap();

    assert_eq!(again, demo);
    assert_eq!(rows(&service).await, before);
    assert_complete(&service, &demo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incomplete_demo_is_completed() {
    let service = start().await;
    service.admin().await;
    let demo = load(&service.app()).await.unwrap();
    let last = "(SELECT comment_id FROM comments ORDER BY comment_id DESC LIMIT 1)";
    for table in ["revisions", "findings", "fingerprints", "comments"] {
        let delete = format!("DELETE FROM {table} WHERE comment_id = {last}");
        service.execute(&delete).await;
    }

    let again = load(&service.app()).await.unwrap();

    assert_eq!(again, demo);
    assert_complete(&service, &demo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_a_talk_and_leaves_three_comments_to_decide_about() {
    let service = start().await;
    service.admin().await;

    let Demo { article, comments } = load(&service.app()).await.unwrap();

    let reader = service.reader().under(&article.to_string());
    let thread = reader.thread_page("?limit=100").await;
    assert_eq!(thread["total"], json!(comments - 3));
    let third_level = &thread["items"][0]["replies"][0]["replies"];
    assert!(!third_level.as_array().unwrap().is_empty());
    assert_eq!(service.count("comments WHERE status = 'pending'").await, 3);

    for (code, author) in [
        ("near_duplicate", "Ewa Kowal"),
        ("too_many_links", "Best Shoes Daily"),
    ] {
        let of_author = format!(
            "findings JOIN comments USING (site_id, comment_id) \
             WHERE code = '{code}' AND author_name = '{author}'"
        );
        assert_eq!(service.count(&of_author).await, 1, "{code}");
        let all = format!("findings WHERE code = '{code}'");
        assert_eq!(service.count(&all).await, 1, "{code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_admin_the_demo_says_what_to_do() {
    let service = start().await;

    let refused = load(&service.app()).await.unwrap_err().to_string();

    assert!(refused.contains("moderato admin create"), "{refused}");
}
