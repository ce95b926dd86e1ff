//! Which pages are kept, for which readers, and how many bytes of them.

use moderato::config::CacheConfig;
use reqwest::Method;

use super::proxy::Proxy;
use super::reading::{post_first, publishing, read_until, statements_to, thread, warm};
use crate::support::answer::Answer;
use crate::support::database::database;
use crate::support::instance::CACHE;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_page_needs_no_statement_in_any_coding() {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let options = publishing().database(&url).app(statements_to(&proxy.url));
    let service = options.start().await;
    let reader = service.reader();
    let moderator = service.moderator("joan").await;
    let posted = post_first(&service).await;
    let thread = thread(&service);
    let kept = [
        thread.clone(),
        format!("{thread}?view=flat"),
        format!("/v1/articles/{}", service.article),
        format!("/v1/comments/{}", posted.id),
        format!("/v1/comments/{}/replies", posted.id),
        format!("/v1/counts?article_id={}", service.article),
        "/v1/comments?site=default".to_owned(),
        "/v1/articles?site=default".to_owned(),
    ];
    let mut pages = Vec::new();
    for path in &kept {
        pages.push(warm(&service, path).await);
    }

    proxy.cut();

    for (path, page) in kept.iter().zip(&pages) {
        // On a machine so busy that the lease lapses, it is marked once in a while.
        let is_unmarked = |answer: &Answer| !answer.headers.contains_key("cache-status");
        let again = read_until(&reader, path, is_unmarked).await;
        assert_eq!(again.ok(), page.json, "{path}");

        for (coding, is_known) in [("identity", true), ("gzip", false), ("br", true)] {
            let request = || {
                reader
                    .request(Method::GET, path)
                    .header("accept-encoding", coding)
            };
            let tag = reader.send(request()).await.headers["etag"].clone();

            if is_known {
                let known = request().header("if-none-match", &tag);
                let answer = reader.send(known).await;
                assert_eq!(answer.status, 304, "{path} {coding}");
            } else {
                let answer = reader.send(request()).await;
                assert_eq!(answer.status, 200, "{path} {coding}");
            }
        }
    }

    // Written in another way, but the same request.
    let same = format!("{thread}?limit=25&view=tree&sort=oldest");
    assert_eq!(reader.get(&same).await.json, pages[0].json);

    let another_page = reader.get(&format!("{thread}?limit=24")).await;
    another_page.refused(503, "unavailable");
    let with_a_token = moderator.get(&thread).await;
    with_a_token.refused(503, "unavailable");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_with_credentials_neither_gets_a_kept_page_nor_leaves_one() {
    let service = publishing().start().await;
    let moderator = service.moderator("joan").await;
    let app = service.app();
    let thread = thread(&service);
    post_first(&service).await;
    let written = service.author("Bo").post("Mine.").await;
    let guest = service.bearer(&written.token);

    for actor in [&*moderator, &guest] {
        for _ in 0..3 {
            let answer = actor.get(&thread).await;

            assert_eq!(answer.headers["cache-control"], "private, no-store");
            assert_eq!(answer.headers.get("etag"), None);
            assert_eq!(answer.headers.get("cdn-cache-control"), None);
            answer.ok();
        }
    }

    assert_eq!(app.cache.pages.metrics.hits.get(), 0);
    assert_eq!(app.cache.pages.metrics.misses.get(), 0);
    assert_eq!(app.cache.pages.metrics.bypasses.get(), 0);
    assert_eq!(app.cache.pages.bytes(), 0);

    let public = warm(&service, &thread).await;
    assert_eq!(
        public.headers["cache-control"],
        "public, max-age=0, must-revalidate"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kept_pages_stay_within_their_bytes() {
    let cache = CacheConfig {
        bytes: 100_000,
        ..CACHE
    };
    let service = publishing().cache(cache).start().await;
    let reader = service.reader();
    let app = service.app();
    let thread = thread(&service);
    post_first(&service).await;
    for n in 0..30 {
        let body = format!("Word {n} {}", "and so on ".repeat(50));
        service.author(&format!("Reader {n}")).post(&body).await;
    }

    let mut most = 0;
    for limit in 1..=60 {
        for view in ["tree", "flat"] {
            let path = format!("{thread}?limit={limit}&view={view}");
            let request = reader
                .request(Method::GET, &path)
                .header("accept-encoding", "br");
            assert_eq!(reader.send(request).await.status, 200);

            let bytes = app.cache.pages.bytes();
            assert!(bytes <= cache.pages(), "{bytes}");
            most = most.max(bytes);
        }
    }

    assert!(most > cache.pages() / 2, "only {most} bytes were ever kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_metrics_count_kept_pages_and_their_bytes() {
    let service = publishing().start().await;
    post_first(&service).await;
    warm(&service, &thread(&service)).await.ok();

    let metrics = service.reader().metrics().await;

    for outcome in ["hits", "misses", "bypasses", "stale"] {
        let series = format!("moderato_pages_total{{outcome=\"{outcome}\"}}");
        assert!(metrics.contains(&series), "{metrics}");
    }
    let bytes = metrics
        .lines()
        .find_map(|line| line.strip_prefix("moderato_pages_bytes "));
    assert!(bytes.unwrap().parse::<f64>().unwrap() > 0.0);
}
