//! What goes with an article, and what stays?

use reqwest::StatusCode;

use super::Press;
use crate::support::app::{comment, comments};

const TEXT: &str =
    "A text that somebody posts under every article that they can find, word for word.";

#[tokio::test(flavor = "multi_thread")]
async fn an_article_with_comments_goes_only_by_force_and_with_all_under_it() {
    let press = Press::start().await;
    let made = press.admin.article("A").await;
    let reader = press.app.reader();
    reader
        .comment(&made, "Ada", "The first comment of all.")
        .await;
    reader.comment(&made, "Grace", TEXT).await;
    let path = format!("/v1/admin/articles/{made}");
    let answer = press.admin.delete(&path).await;
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::CONFLICT, "has_comments")
    );
    press
        .admin
        .delete(&format!("{path}?force=true"))
        .await
        .expect(StatusCode::NO_CONTENT);
    for table in [
        "articles",
        "comments",
        "revisions",
        "findings",
        "fingerprints",
        "reports",
    ] {
        assert_eq!(
            press.number(&format!("SELECT count(*) FROM {table}")).await,
            0,
            "{table}"
        );
    }
    assert_eq!(
        press
            .number("SELECT count(*) FROM events WHERE kind = 'comment_submitted'")
            .await,
        2
    );
    let told = "SELECT (payload->>'comments')::bigint FROM events WHERE kind = 'article_deleted'";
    assert_eq!(press.number(told).await, 2);
    assert_eq!(
        press.admin.delete(&path).await.status,
        StatusCode::NOT_FOUND
    );
    let late = reader
        .post(&comments(&made), &comment("Ada", "Too late."))
        .await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_article_goes_at_once() {
    let press = Press::start().await;
    let made = press.admin.article("A").await;
    press
        .admin
        .delete(&format!("/v1/admin/articles/{made}"))
        .await
        .expect(StatusCode::NO_CONTENT);
    assert_eq!(
        press
            .app
            .reader()
            .get(&format!("/v1/articles/{made}"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_of_repeats_lives_on_with_its_oldest_member_while_it_has_two() {
    let press = Press::start().await;
    let reader = press.app.reader();
    let mut articles = Vec::new();
    for (title, name) in [("A", "Ada"), ("B", "Grace"), ("C", "Edith")] {
        let made = press.admin.article(title).await;
        reader.comment(&made, name, TEXT).await;
        articles.push(made);
    }
    assert_eq!(
        press
            .number("SELECT size::bigint FROM duplicate_groups")
            .await,
        3
    );
    let remove = async |at: usize| {
        let path = format!("/v1/admin/articles/{}?force=true", articles[at]);
        press
            .admin
            .delete(&path)
            .await
            .expect(StatusCode::NO_CONTENT);
    };
    remove(0).await;
    let original = "SELECT count(*) FROM duplicate_groups g JOIN comments c ON c.comment_id = g.original_comment_id \
        WHERE c.author_name = 'Grace' AND g.size = 2";
    assert_eq!(press.number(original).await, 1);
    remove(2).await;
    assert_eq!(
        press.number("SELECT count(*) FROM duplicate_groups").await,
        0
    );
    assert_eq!(
        press.number("SELECT count(*) FROM duplicate_members").await,
        0
    );
    assert_eq!(press.number("SELECT count(*) FROM comments").await, 1);
}
