//! Do open streams let the service go?

use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::tap::Tap;
use super::{House, SOON};
use crate::support::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn streams_end_when_the_service_stops_and_do_not_hold_it_up() {
    let app = TestApp::start_with(|http| http.drain_timeout = Duration::from_secs(600)).await;
    let House {
        app,
        admin,
        reader,
        article,
        ..
    } = House::on(app, "none").await;
    let (mut thread, _) = Tap::ready(&reader, &format!("/v1/articles/{article}/events")).await;
    let (mut queue, _) = Tap::ready(&admin, "/v1/admin/comments/events").await;
    let address = app.address;
    drop(app);
    thread.end().await;
    queue.end().await;
    let closing = async { while TcpStream::connect(address).await.is_ok() {} };
    timeout(SOON, closing)
        .await
        .expect("the service waits for its streams");
}
