//! What an instance has acknowledged, its next answer shows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::StatusCode;
use serde_json::json;
use tokio::task::JoinSet;

use super::{Scene, shows_any, warm};
use crate::support::app::comment;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_is_shown_by_the_next_read_however_many_read() {
    let scene = Scene::start().await;
    // Even: the comment is shown; odd: it is not; the top bit: somebody is deciding.
    const DECIDING: u64 = 1 << 63;
    let state = Arc::new(AtomicU64::new(0));
    let mut readers = JoinSet::new();
    for _ in 0..6 {
        let (reader, path, state) = (scene.app.reader(), scene.thread(), Arc::clone(&state));
        readers.spawn(async move {
            loop {
                let before = state.load(Ordering::SeqCst);
                let page = reader.get(&path).await.expect(StatusCode::OK);
                if before < DECIDING && state.load(Ordering::SeqCst) == before {
                    assert_eq!(shows_any(&page), before % 2 == 0, "in state {before}");
                }
            }
        });
    }
    let reader = scene.app.reader();
    for round in 1..=100 {
        state.fetch_or(DECIDING, Ordering::SeqCst);
        scene
            .decide(if round % 2 == 0 { "approve" } else { "reject" })
            .await;
        state.store(round, Ordering::SeqCst);
        let page = reader.get(&scene.thread()).await.expect(StatusCode::OK);
        assert_eq!(shows_any(&page), round % 2 == 0, "round {round}");
    }
    assert!(
        scene.app.app.cache.pages.metrics.hits.get() > 0,
        "nothing was kept, so nothing was shown"
    );
    if let Some(ended) = readers.try_join_next() {
        ended.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_changes_a_page_is_shown_by_the_next_read() {
    let scene = Scene::start().await;
    let (reader, admin) = (scene.app.reader(), &scene.admin);
    let article = format!("/v1/articles/{}", scene.article);
    let counts = format!("/v1/counts?article_id={}", scene.article);
    let all = [
        scene.thread(),
        format!("{}?view=flat&sort=newest", scene.thread()),
        format!("/v1/comments/{}", scene.comment),
        format!("/v1/comments/{}/replies", scene.comment),
        article.clone(),
        counts.clone(),
        "/v1/comments".to_owned(),
        "/v1/articles".to_owned(),
    ];
    let tags = async || {
        let mut tags = Vec::new();
        for path in &all {
            tags.push(
                warm(&scene.app, path).await.headers["etag"]
                    .to_str()
                    .unwrap()
                    .to_owned(),
            );
        }
        tags
    };
    let mut before = tags().await;
    let mut expect = async |what: &str, changed: &[usize]| {
        let now = tags().await;
        for at in changed {
            assert_ne!(now[*at], before[*at], "{what}: {} is as it was", all[*at]);
        }
        before = now;
    };

    let reply = json!({ "parent_id": scene.comment, "author": comment("Bo", "")["author"], "body": "A reply." });
    let reply = reader
        .post(&scene.thread(), &reply)
        .await
        .expect(StatusCode::CREATED);
    expect("a reply", &[0, 1, 2, 3, 4, 5, 6, 7]).await;
    let author = scene.app.bearer(reply["guest_token"].as_str().unwrap());
    let own = format!("/v1/comments/{}", reply["comment"]["id"].as_str().unwrap());
    author
        .patch(&own, &json!({ "body": "A better reply." }))
        .await
        .expect(StatusCode::OK);
    expect("an edit", &[0, 1, 3, 6]).await;
    assert_eq!(author.delete(&own).await.status, StatusCode::NO_CONTENT);
    expect("a withdrawal", &[0, 1, 2, 3, 4, 5, 6, 7]).await;
    let change = json!({ "version": 1, "title": "Another title" });
    admin
        .patch(&format!("/v1/admin/articles/{}", scene.article), &change)
        .await
        .expect(StatusCode::OK);
    expect("a correction", &[0, 4, 7]).await;
    scene.decide("spam").await;
    assert_eq!(reader.get(&all[2]).await.status, StatusCode::NOT_FOUND);
    assert!(!shows_any(&reader.get(&all[0]).await.json));
    let path = format!("/v1/admin/articles/{}?force=true", scene.article);
    assert_eq!(admin.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(reader.get(&article).await.status, StatusCode::NOT_FOUND);
    assert_eq!(reader.get(&all[0]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(reader.get(&counts).await.json["items"], json!([]));
}
