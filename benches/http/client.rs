//! Load of one reader that sends a request after each answer: for the time of a page, not for
//! throughput.

use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::outcome::{CpuClock, Outcome};
use super::request::Request;
use super::support::process::Process;
use super::support::times::percentile;

/// A page that takes longer than a turn is still requested this often, so that it has a median.
const AT_LEAST: usize = 3;

pub struct Client {
    pub request: Request,
    /// The process that answers.
    pub process: Process,
}

impl Client {
    pub fn turn(&self, time: Duration) -> Outcome {
        block_in_place(|| Handle::current().block_on(self.read_for(time)))
    }

    async fn read_for(&self, time: Duration) -> Outcome {
        let client = reqwest::Client::new();
        let cpu = CpuClock::start(self.process);
        let begun = Instant::now();

        let mut times = Vec::new();
        while times.len() < AT_LEAST || begun.elapsed() < time {
            times.push(self.read(&client).await.as_secs_f64() * 1e3);
        }

        let count = times.len() as f64;
        let seconds = begun.elapsed().as_secs_f64();
        times.sort_unstable_by(f64::total_cmp);

        Outcome {
            count,
            per_second: count / seconds,
            p50: percentile(&times, 50),
            p99: percentile(&times, 99),
            cpu: cpu.for_each(count),
        }
    }

    /// How long one answer takes.
    async fn read(&self, client: &reqwest::Client) -> Duration {
        let begun = Instant::now();
        let response = self.request.send(client).await;
        let status = response.status();
        let body = response.bytes().await.unwrap();
        let time = begun.elapsed();

        assert!(
            status.is_success(),
            "{}: {status} {}",
            self.request.url,
            String::from_utf8_lossy(&body)
        );

        time
    }
}
