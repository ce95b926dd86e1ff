//! An answer from memory equals the endpoint's, header by header.

use reqwest::Method;
use reqwest::header::{ACCEPT_ENCODING, DATE, HeaderMap, IF_NONE_MATCH, ORIGIN};

use super::reading::{post_first, publishing, thread, warm};

const SHOP: &str = "https://shop.example.org";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_from_memory_is_what_the_endpoint_answers() {
    let service = publishing().start().await;
    let reader = service.reader();
    let posted = post_first(&service).await;
    let another = "Another word, so that there is a next page.";
    service.author("Grace").post(another).await;
    service.app().origins.replace([SHOP.to_owned()]);

    let article = &service.article;
    let comment = &posted.id;
    let thread = thread(&service);
    let pages = [
        thread.clone(),
        format!("{thread}?limit=1"),
        format!("{thread}?sort=newest&view=flat"),
        format!("/v1/articles/{article}"),
        format!("/v1/comments/{comment}"),
        format!("/v1/comments/{comment}/replies"),
        "/v1/comments?limit=1".to_owned(),
        "/v1/articles".to_owned(),
        format!("/v1/counts?article_id={article}"),
    ];

    for page in pages {
        let tag = warm(&service, &page).await.headers["etag"].clone();
        let tag = tag.to_str().unwrap();

        for wishes in [
            vec![],
            vec![(ACCEPT_ENCODING, "gzip")],
            vec![(ACCEPT_ENCODING, "br;q=1.0, gzip;q=0.5"), (ORIGIN, SHOP)],
            vec![(IF_NONE_MATCH, tag)],
            vec![
                (IF_NONE_MATCH, "\"another\", *"),
                (ORIGIN, "https://elsewhere.example.org"),
            ],
        ] {
            let wishes: HeaderMap = wishes
                .into_iter()
                .map(|(name, value)| (name, value.parse().unwrap()))
                .collect();
            let request = |method| {
                reader
                    .request(method, &page)
                    .header("x-request-id", "one")
                    .headers(wishes.clone())
            };

            // The first answer makes the coding; HEAD always asks the endpoint.
            for _ in 0..2 {
                let kept = request(Method::GET).send().await.unwrap();
                let asked = request(Method::HEAD).send().await.unwrap();

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
    let service = publishing().start().await;
    let reader = service.reader();
    let app = service.app();
    post_first(&service).await;
    let count = async || {
        let metrics = reader.metrics().await;
        let series = "http_server_request_duration_seconds_count{http_request_method=\"GET\",\
            http_response_status_code=\"200\",http_route=\"/v1/articles/{article_id}/comments\"} ";
        let count = metrics.lines().find_map(|line| line.strip_prefix(series));

        count.map_or(0, |count| count.parse::<u64>().unwrap())
    };
    warm(&service, &thread(&service)).await.ok();
    let count_before = count().await;
    let hits_before = app.cache.pages.metrics.hits.get();

    for _ in 0..10 {
        reader.thread().await;
    }

    assert_eq!(count().await, count_before + 10);
    assert!(app.cache.pages.metrics.hits.get() > hits_before);
}

/// All headers but the date, in the order of their names.
fn sorted(headers: &HeaderMap) -> Vec<(String, String)> {
    let headers = headers.iter().filter(|(name, _)| *name != DATE);
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();

    headers
}
