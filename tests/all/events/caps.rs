//! The number of open streams is limited, and a stream that ends makes room for another.

use std::time::Duration;

use moderato::config::RateLimits;
use reqwest::Method;
use tokio::time::timeout;
use uuid::Uuid;

use super::{QUEUE, SOON, thread_path};
use crate::support::answer::Answer;
use crate::support::service::Service;
use crate::support::tap::Tap;

/// The number of open streams in the metrics.
pub async fn open_streams(service: &Service) -> i64 {
    let request = service.reader().request(Method::GET, "/metrics");
    let metrics = request.send().await.unwrap().text().await.unwrap();

    let value = metrics
        .lines()
        .find_map(|line| line.strip_prefix("http_server_live_streams "));
    value.unwrap().parse().unwrap()
}

/// Waits until so many streams are open.
pub async fn wait_for_streams(service: &Service, count: i64) {
    let waiting = async { while open_streams(service).await != count {} };

    timeout(SOON, waiting)
        .await
        .expect("a stream that has ended is still counted");
}

#[track_caller]
fn assert_refused(answer: Answer, status: u16, code: &str) {
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    answer.refused(status, code);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_only_so_many_streams_until_one_ends() {
    let options = Service::options().http(|http| {
        http.streams.per_address = 2;
        // A reader who hangs up is noticed at once, not by a heartbeat that cannot be written.
        http.streams.heartbeat = Duration::from_secs(600);
    });
    let service = options.start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let path = thread_path(&service);

    let (first, _) = Tap::ready(&reader, &path).await;
    let (_second, _) = Tap::ready(&admin, QUEUE).await;
    assert_eq!(open_streams(&service).await, 2);
    assert_refused(reader.get(&path).await, 429, "rate_limited");
    assert_refused(admin.get(QUEUE).await, 429, "rate_limited");

    drop(first);
    wait_for_streams(&service, 1).await;

    Tap::ready(&reader, &path).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_opens_only_so_many_streams_in_a_minute() {
    let options = Service::options().http(|http| http.rate_limits = RateLimits::On);
    let service = options.start().await;
    let reader = service.reader();

    // A stream of no article costs as much to open, and ends at once.
    for _ in 0..60 {
        let answer = reader
            .get(&format!("/v1/articles/{}/events", Uuid::nil()))
            .await;
        answer.refused(404, "not_found");
    }

    let refused = reader.get(&thread_path(&service)).await;
    assert_eq!(refused.headers["ratelimit-policy"], "\"streams\";q=60;w=60");
    assert_refused(refused, 429, "rate_limited");
    let thread = reader.thread().await;
    assert_eq!(thread["total"], 0, "everything else is served");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_has_only_so_many_streams_and_still_serves_everything_else() {
    let options = Service::options().http(|http| http.streams.in_all = 1);
    let service = options.start().await;
    let reader = service.reader();
    let path = thread_path(&service);

    let (_only, _) = Tap::ready(&reader, &path).await;

    assert_refused(reader.get(&path).await, 503, "overloaded");
    let article = format!("/v1/articles/{}", service.article);
    reader.get(&article).await.ok();
}
