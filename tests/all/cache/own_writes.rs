//! A change that an instance has acknowledged is shown by its next answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;
use tokio::task::JoinSet;

use super::reading::{post_first, publishing, shows_any, thread, warm};
use crate::support::paths;

/// Added to the number of the round while the moderator is deciding.
const DECIDING: u64 = 1 << 63;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_is_shown_by_the_next_read_however_many_read() {
    let service = publishing().start().await;
    let reader = service.reader();
    let moderator = service.moderator("joan").await;
    let posted = post_first(&service).await;

    // The number of the last round. The comment is shown after even rounds, hidden after odd ones.
    let state = Arc::new(AtomicU64::new(0));
    let mut readers = JoinSet::new();
    for _ in 0..6 {
        let reader = service.reader();
        let state = Arc::clone(&state);
        readers.spawn(async move {
            loop {
                let before = state.load(Ordering::SeqCst);
                let page = reader.thread().await;
                if before < DECIDING && state.load(Ordering::SeqCst) == before {
                    assert_eq!(
                        shows_any(&page),
                        before.is_multiple_of(2),
                        "in state {before}"
                    );
                }
            }
        });
    }

    for round in 1..=100 {
        let is_shown = u64::is_multiple_of(round, 2);
        let action = if is_shown { "approve" } else { "reject" };

        state.fetch_or(DECIDING, Ordering::SeqCst);
        moderator.decide(&posted, action).await;
        state.store(round, Ordering::SeqCst);

        let page = reader.thread().await;
        assert_eq!(shows_any(&page), is_shown, "round {round}");
    }

    let hits = service.app().cache.pages.metrics.hits.get();
    assert!(hits > 0, "no page was kept, so the test shows nothing");
    if let Some(ended) = readers.try_join_next() {
        ended.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_change_of_a_page_is_shown_by_the_next_read() {
    let service = publishing().start().await;
    let reader = service.reader();
    let bo = service.author("Bo");
    let admin = service.admin().await;
    let posted = post_first(&service).await;

    let thread = thread(&service);
    let article = format!("/v1/articles/{}", service.article);
    let comment = format!("/v1/comments/{}", posted.id);
    let counts = format!("/v1/counts?article_id={}", service.article);
    let all = [
        thread.clone(),
        format!("{thread}?view=flat&sort=newest"),
        comment.clone(),
        format!("{comment}/replies"),
        article.clone(),
        counts.clone(),
        "/v1/comments".to_owned(),
        "/v1/articles".to_owned(),
    ];
    let tags = async || {
        let mut tags = Vec::new();
        for path in &all {
            let page = warm(&service, path).await;
            tags.push(page.headers["etag"].clone());
        }

        tags
    };
    let mut before = tags().await;
    let mut expect_changed = async |what: &str, changed: &[usize]| {
        let now = tags().await;
        for at in changed {
            assert_ne!(now[*at], before[*at], "{what}: {} is as it was", all[*at]);
        }
        before = now;
    };

    let reply = bo.reply_to(&posted, "A reply.").await;
    expect_changed("a reply", &[0, 1, 2, 3, 4, 5, 6, 7]).await;

    bo.edit(&reply, "A better reply.").await;
    expect_changed("an edit", &[0, 1, 3, 6]).await;

    bo.withdraw(&reply).await;
    expect_changed("a withdrawal", &[0, 1, 2, 3, 4, 5, 6, 7]).await;

    let correction = json!({ "version": 1, "title": "Another title" });
    let path = paths::article(&service.article);
    admin.patch(&path, &correction).await.ok();
    expect_changed("a correction", &[0, 4, 7]).await;

    admin.decide(&posted, "spam").await;
    reader.get(&comment).await.refused(404, "not_found");
    assert!(!shows_any(&reader.thread().await));

    admin.remove_article(&service.article).await;
    reader.get(&article).await.refused(404, "not_found");
    reader.get(&thread).await.refused(404, "not_found");
    assert_eq!(reader.get(&counts).await.json["items"], json!([]));
}
