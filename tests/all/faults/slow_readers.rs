//! A client that takes its answer too slowly is cut, and one that is only slow is not.

use std::net::SocketAddr;
use std::time::Duration;

use moderato::config::HttpConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, interval, timeout};

use crate::edge::service::{EdgeService, settings};

/// Longer than the grace, the buffers of the kernel at the least pace, and a busy machine.
const LIMIT: Duration = Duration::from_secs(55);
/// An answer of more than a megabyte, eight times.
const REQUEST: &str = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: test\r\n\r\n";

async fn connect(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(2_048).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    stream
        .write_all(REQUEST.repeat(8).as_bytes())
        .await
        .unwrap();

    stream
}

/// Reads so many bytes every half second, until the server hangs up or `limit` is over; whether it
/// hung up.
async fn is_cut(stream: &mut TcpStream, bytes: usize, limit: Duration) -> bool {
    let mut buffer = vec![0; bytes];
    let mut ticks = interval(Duration::from_millis(500));
    let reading = async {
        loop {
            ticks.tick().await;
            if stream.read_exact(&mut buffer).await.is_err() {
                return;
            }
        }
    };

    timeout(limit, reading).await.is_ok()
}

fn start() -> EdgeService {
    EdgeService::start_with(HttpConfig {
        read_deadline: Duration::from_secs(3),
        ..settings()
    })
}

#[tokio::test]
async fn a_reader_of_one_kilobyte_a_second_is_cut_though_it_always_takes_some() {
    let service = start();
    let mut stream = connect(service.address).await;

    assert!(is_cut(&mut stream, 500, LIMIT).await);
}

#[tokio::test]
async fn a_reader_above_the_least_pace_is_not_cut() {
    let service = start();
    let mut stream = connect(service.address).await;

    // 16 kB a second, for more than the grace.
    assert!(!is_cut(&mut stream, 8_000, Duration::from_secs(8)).await);
}

#[tokio::test]
async fn slow_readers_do_not_slow_others() {
    let service = start();
    let mut slow = Vec::new();
    for _ in 0..32 {
        slow.push(connect(service.address).await);
    }

    let began = Instant::now();
    for _ in 0..50 {
        let answer = service.ask("GET /health/live").await;
        assert_eq!(answer.status, 200);
    }

    assert!(began.elapsed() < Duration::from_secs(20));
}
