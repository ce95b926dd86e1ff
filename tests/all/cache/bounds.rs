//! What is kept, for whom, and how much of it.

use moderato::config::CacheConfig;
use reqwest::{Method, StatusCode};

use super::proxy::Proxy;
use super::{Scene, statements_to, until, warm};
use crate::support::app::{CACHE, TestApp, comments};
use crate::support::database::database;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_kept_needs_no_statement_in_any_coding() {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let app = TestApp::start_changed(url, CACHE, (|_| {}, statements_to(&proxy.url))).await;
    let scene = Scene::on(app).await;
    let (reader, thread) = (scene.app.reader(), scene.thread());
    let kept = [
        thread.clone(),
        format!("{thread}?view=flat"),
        format!("/v1/articles/{}", scene.article),
        format!("/v1/comments/{}", scene.comment),
        format!("/v1/comments/{}/replies", scene.comment),
        format!("/v1/counts?article_id={}", scene.article),
        "/v1/comments?site=default".to_owned(),
        "/v1/articles?site=default".to_owned(),
    ];
    let mut pages = Vec::new();
    for path in &kept {
        pages.push(warm(&scene.app, path).await);
    }
    proxy.cut();
    for (path, page) in kept.iter().zip(&pages) {
        // On a machine so busy that the lease lapses, it is marked once in a while.
        let again = until(&reader, path, |answer| {
            !answer.headers.contains_key("cache-status")
        })
        .await;
        assert_eq!(
            (again.status, &again.json),
            (StatusCode::OK, &page.json),
            "{path}"
        );
        for (coding, known) in [("identity", true), ("gzip", false), ("br", true)] {
            let request = reader
                .request(Method::GET, path)
                .header("accept-encoding", coding);
            let tag = reader.send(request).await.headers["etag"].clone();
            let request = reader
                .request(Method::GET, path)
                .header("accept-encoding", coding);
            let request = if known {
                request.header("if-none-match", &tag)
            } else {
                request
            };
            let status = if known {
                StatusCode::NOT_MODIFIED
            } else {
                StatusCode::OK
            };
            assert_eq!(reader.send(request).await.status, status, "{path} {coding}");
        }
    }
    // Written in another way, but the same request.
    let same = format!("{thread}?limit=25&view=tree&sort=oldest");
    assert_eq!(reader.get(&same).await.json, pages[0].json);
    let other = reader.get(&format!("{thread}?limit=24")).await;
    assert_eq!(
        other.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "another page"
    );
    let somebody = scene.moderator.get(&thread).await;
    assert_eq!(
        somebody.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "somebody in particular"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sends_credentials_neither_gets_nor_leaves_a_page() {
    let scene = Scene::start().await;
    let thread = scene.thread();
    let written = scene
        .app
        .reader()
        .comment(&scene.article, "Bo", "Mine.")
        .await;
    let guest = scene.app.bearer(written["guest_token"].as_str().unwrap());
    for somebody in [&scene.moderator, &guest] {
        for _ in 0..3 {
            let answer = somebody.get(&thread).await;
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(answer.headers["cache-control"], "private, no-store");
            assert_eq!(
                (
                    answer.headers.get("etag"),
                    answer.headers.get("cdn-cache-control")
                ),
                (None, None)
            );
        }
    }
    let tally = &scene.app.app.cache.pages.metrics;
    assert_eq!(
        (tally.hits.get(), tally.misses.get(), tally.bypasses.get()),
        (0, 0, 0)
    );
    assert_eq!(scene.app.app.cache.pages.bytes(), 0);
    let public = warm(&scene.app, &thread).await;
    assert_eq!(
        public.headers["cache-control"],
        "public, max-age=0, must-revalidate"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_stays_within_its_bytes() {
    let cache = CacheConfig {
        bytes: 100_000,
        ..CACHE
    };
    let app = TestApp::start_changed(database().await, cache, (|_| {}, |_| {})).await;
    let scene = Scene::on(app).await;
    for n in 0..30 {
        let body = format!("Word {n} {}", "and so on ".repeat(50));
        scene
            .app
            .reader()
            .comment(&scene.article, &format!("Reader {n}"), &body)
            .await;
    }
    let (reader, pages) = (scene.app.reader(), &scene.app.app.cache.pages);
    let mut most = 0;
    for limit in 1..=60 {
        for view in ["tree", "flat"] {
            let path = format!("{}?limit={limit}&view={view}", comments(&scene.article));
            let request = reader
                .request(Method::GET, &path)
                .header("accept-encoding", "br");
            assert_eq!(reader.send(request).await.status, StatusCode::OK);
            assert!(pages.bytes() <= cache.pages(), "{}", pages.bytes());
            most = most.max(pages.bytes());
        }
    }
    assert!(most > cache.pages() / 2, "only {most} bytes were ever kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_metrics_tell_what_pages_spare() {
    let scene = Scene::start().await;
    warm(&scene.app, &scene.thread()).await.ok();
    let text = reqwest::get(format!("http://{}/metrics", scene.app.address))
        .await
        .unwrap();
    let text = text.text().await.unwrap();
    for name in ["hits", "misses", "bypasses", "stale"] {
        assert!(
            text.contains(&format!("moderato_pages_total{{outcome=\"{name}\"}}")),
            "{text}"
        );
    }
    assert!(text.lines().any(|line| {
        line.strip_prefix("moderato_pages_bytes ")
            .is_some_and(|bytes| bytes.parse::<f64>().unwrap() > 0.0)
    }));
}
