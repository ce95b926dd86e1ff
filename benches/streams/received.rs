//! The events that all streams have received.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// No event takes longer.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Received {
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    ready: AtomicUsize,
    approved: AtomicUsize,
}

impl Received {
    pub fn new() -> Self {
        Self {
            counts: Arc::default(),
        }
    }

    /// Counts the events of a stream in the background, until it ends.
    pub fn count_from(&self, stream: TcpStream) {
        tokio::spawn(count(stream, Arc::clone(&self.counts)));
    }

    pub async fn wait_for_ready(&self, count: usize) {
        wait_for(&self.counts.ready, count).await;
    }

    pub async fn wait_for_approved(&self, count: usize) {
        wait_for(&self.counts.approved, count).await;
    }
}

async fn count(mut stream: TcpStream, counts: Arc<Counts>) {
    let mut buffer = [0_u8; 1_024];

    while let Ok(length @ 1..) = stream.read(&mut buffer).await {
        let text = String::from_utf8_lossy(&buffer[..length]);
        for (event, counter) in [
            ("event: ready", &counts.ready),
            ("event: approved", &counts.approved),
        ] {
            counter.fetch_add(text.matches(event).count(), Ordering::Relaxed);
        }
    }
}

async fn wait_for(counter: &AtomicUsize, count: usize) {
    let begun = Instant::now();

    loop {
        let arrived = counter.load(Ordering::Relaxed);
        if arrived >= count {
            return;
        }

        assert!(
            begun.elapsed() < PATIENCE,
            "only {arrived} of {count} events arrived"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
