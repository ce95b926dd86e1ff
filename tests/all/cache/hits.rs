//! An answer for which no endpoint was asked is the endpoint's, header by header.

use reqwest::header::{ACCEPT_ENCODING, DATE, HeaderMap, IF_NONE_MATCH, ORIGIN};
use reqwest::{Method, StatusCode};

use super::{Scene, warm};

const SHOP: &str = "https://shop.example.org";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_answered_from_memory_is_what_the_endpoint_answers() {
    let scene = Scene::start().await;
    scene
        .app
        .reader()
        .comment(
            &scene.article,
            "Grace",
            "Another word, so that there is a next page.",
        )
        .await;
    scene.app.app.origins.replace([SHOP.to_owned()]);
    let (article, comment) = (&scene.article, &scene.comment);
    let pages = [
        scene.thread(),
        format!("{}?limit=1", scene.thread()),
        format!("{}?sort=newest&view=flat", scene.thread()),
        format!("/v1/articles/{article}"),
        format!("/v1/comments/{comment}"),
        format!("/v1/comments/{comment}/replies"),
        "/v1/comments?limit=1".to_owned(),
        "/v1/articles".to_owned(),
        format!("/v1/counts?article_id={article}"),
    ];
    for page in pages {
        let tag = warm(&scene.app, &page).await.headers["etag"]
            .to_str()
            .unwrap()
            .to_owned();
        for wishes in [
            vec![],
            vec![(ACCEPT_ENCODING, "gzip")],
            vec![(ACCEPT_ENCODING, "br;q=1.0, gzip;q=0.5"), (ORIGIN, SHOP)],
            vec![(IF_NONE_MATCH, tag.as_str())],
            vec![
                (IF_NONE_MATCH, "\"another\", *"),
                (ORIGIN, "https://elsewhere.example.org"),
            ],
        ] {
            let wishes: HeaderMap = wishes
                .iter()
                .map(|(name, value)| (name.clone(), value.parse().unwrap()))
                .collect();
            // The first one makes the coding; HEAD always asks the endpoint.
            for _ in 0..2 {
                let [kept, asked] = [Method::GET, Method::HEAD]
                    .map(|method| {
                        scene
                            .app
                            .reader()
                            .request(method, &page)
                            .header("x-request-id", "one")
                    })
                    .map(|request| request.headers(wishes.clone()).send());
                let (kept, asked) = (kept.await.unwrap(), asked.await.unwrap());
                assert_eq!(kept.status(), asked.status(), "{page} {wishes:?}");
                assert_eq!(
                    sorted(kept.headers()),
                    sorted(asked.headers()),
                    "{page} {wishes:?}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_from_memory_is_counted_under_its_endpoint() {
    let scene = Scene::start().await;
    let count = async || {
        let metrics = scene
            .app
            .reader()
            .request(Method::GET, "/metrics")
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let line = "http_server_request_duration_seconds_count{http_request_method=\"GET\",\
            http_response_status_code=\"200\",http_route=\"/v1/articles/{article_id}/comments\"} ";
        let count = metrics.lines().find_map(|found| found.strip_prefix(line));
        count.map_or(0, |count| count.parse::<u64>().unwrap())
    };
    warm(&scene.app, &scene.thread()).await.ok();
    let (before, hits) = (count().await, scene.app.app.cache.pages.metrics.hits.get());
    for _ in 0..10 {
        scene
            .app
            .reader()
            .get(&scene.thread())
            .await
            .expect(StatusCode::OK);
    }
    assert_eq!(count().await, before + 10);
    assert!(scene.app.app.cache.pages.metrics.hits.get() > hits);
}

fn sorted(headers: &HeaderMap) -> Vec<(String, String)> {
    let headers = headers.iter().filter(|(name, _)| *name != DATE);
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    headers
}
