//! Are there only so many streams, and is a place free again when one ends?

use std::time::Duration;

use tokio::time::timeout;

use super::tap::Tap;
use super::{House, SOON};
use crate::support::app::{Answer, TestApp};

/// How many streams are open, as the metrics have it.
pub async fn open_streams(house: &House) -> i64 {
    let request = house.reader.request(reqwest::Method::GET, "/metrics");
    let text = request.send().await.unwrap().text().await.unwrap();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("http_server_live_streams "));
    line.unwrap().parse().unwrap()
}

/// Waits until so many are open.
pub async fn wait_for_streams(house: &House, count: i64) {
    let waiting = async { while open_streams(house).await != count {} };
    timeout(SOON, waiting)
        .await
        .expect("a stream that is gone is still counted");
}

fn refused(answer: &Answer, (status, code): (u16, &str)) {
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (status, code),
        "{}",
        answer.json
    );
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(answer.headers["content-type"], "application/problem+json");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_only_so_many_streams_until_one_ends() {
    let app = TestApp::start_with(|http| {
        http.streams.per_address = 2;
        // A reader who hangs up is noticed at once, not by what cannot be written.
        http.streams.heartbeat = Duration::from_secs(600);
    });
    let house = House::on(app.await, "none").await;
    let (first, _) = Tap::ready(&house.reader, &house.thread()).await;
    let (_second, _) = Tap::ready(&house.admin, "/v1/admin/comments/events").await;
    assert_eq!(open_streams(&house).await, 2);
    refused(
        &house.reader.get(&house.thread()).await,
        (429, "rate_limited"),
    );
    refused(
        &house.admin.get("/v1/admin/comments/events").await,
        (429, "rate_limited"),
    );
    drop(first);
    wait_for_streams(&house, 1).await;
    Tap::ready(&house.reader, &house.thread()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_has_only_so_many_streams_and_everything_else_is_served_on() {
    let house = House::on(
        TestApp::start_with(|http| http.streams.in_all = 1).await,
        "none",
    )
    .await;
    let (_only, _) = Tap::ready(&house.reader, &house.thread()).await;
    refused(
        &house.reader.get(&house.thread()).await,
        (503, "overloaded"),
    );
    assert_eq!(
        house
            .reader
            .get(&format!("/v1/articles/{}", house.article))
            .await
            .status,
        200
    );
}
