//! Is there something to look at on the first evening?

use moderato::cli::demo::{Demo, load};
use reqwest::StatusCode;
use serde_json::json;

use super::Press;
use crate::support::app::TestApp;

async fn rows(press: &Press) -> Vec<i64> {
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
        rows.push(press.number(&format!("SELECT count(*) FROM {table}")).await);
    }
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_the_demo_twice_changes_nothing() {
    let press = Press::start().await;
    let demo: Demo = load(&press.app.app).await.unwrap();
    let before = rows(&press).await;
    assert_eq!(load(&press.app.app).await.unwrap(), demo);
    assert_eq!(rows(&press).await, before);
    assert_eq!(
        press.number("SELECT count(*) FROM comments").await,
        i64::try_from(demo.comments).unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_broke_off_is_finished() {
    let press = Press::start().await;
    let demo = load(&press.app.app).await.unwrap();
    let last = "(SELECT comment_id FROM comments ORDER BY comment_id DESC LIMIT 1)";
    for table in ["revisions", "findings", "fingerprints", "comments"] {
        press
            .sql
            .batch_execute(&format!("DELETE FROM {table} WHERE comment_id = {last}"))
            .await
            .unwrap();
    }
    assert_eq!(load(&press.app.app).await.unwrap(), demo);
    assert_eq!(
        press.number("SELECT count(*) FROM comments").await,
        i64::try_from(demo.comments).unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_a_talk_and_leaves_three_comments_to_decide_about() {
    let press = Press::start().await;
    let demo = load(&press.app.app).await.unwrap();
    let Demo { article, comments } = demo;
    let thread = press
        .app
        .reader()
        .get(&format!("/v1/articles/{article}/comments?limit=100"))
        .await;
    let thread = thread.expect(StatusCode::OK);
    assert_eq!(thread["total"], json!(comments - 3));
    assert!(
        thread["items"][0]["replies"][0]["replies"]
            .as_array()
            .is_some_and(|replies| !replies.is_empty())
    );
    assert_eq!(
        press
            .number("SELECT count(*) FROM comments WHERE status = 'pending'")
            .await,
        3
    );
    for (code, author) in [
        ("near_duplicate", "Ewa Kowal"),
        ("too_many_links", "Best Shoes Daily"),
    ] {
        let found = format!(
            "SELECT count(*) FROM findings JOIN comments USING (site_id, comment_id) \
             WHERE code = '{code}' AND author_name = '{author}'"
        );
        assert_eq!(press.number(&found).await, 1, "{code}");
        let all = format!("SELECT count(*) FROM findings WHERE code = '{code}'");
        assert_eq!(press.number(&all).await, 1, "{code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_admin_the_demo_says_what_to_do() {
    let app = TestApp::start().await;
    let refused = load(&app.app).await.unwrap_err().to_string();
    assert!(refused.contains("moderato admin create"), "{refused}");
}
