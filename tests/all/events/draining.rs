//! Open streams do not delay the end of the service.

use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{QUEUE, SOON, thread_path};
use crate::support::service::Service;
use crate::support::tap::Tap;

#[tokio::test(flavor = "multi_thread")]
async fn streams_end_when_the_service_stops_and_do_not_delay_it() {
    let options = Service::options();
    let options = options.http(|http| http.drain_timeout = Duration::from_secs(600));
    let service = options.start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let (mut thread, _) = Tap::ready(&reader, &thread_path(&service)).await;
    let (mut queue, _) = Tap::ready(&admin, QUEUE).await;

    let address = service.address();
    drop(service);

    thread.end().await;
    queue.end().await;
    let closing = async { while TcpStream::connect(address).await.is_ok() {} };
    timeout(SOON, closing)
        .await
        .expect("the service waits for its streams");
}
