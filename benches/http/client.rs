//! One reader who asks again and again: for pages whose time matters, not their number.

use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::load::{Outcome, cpu_each};
use super::machine::Process;

/// A page that takes longer than a turn is asked for as often, so that it has a median.
const AT_LEAST: usize = 3;

pub struct Client {
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub process: Process,
}

impl Client {
    pub fn turn(&self, time: Duration) -> Outcome {
        block_in_place(|| Handle::current().block_on(self.ask(time)))
    }

    async fn ask(&self, time: Duration) -> Outcome {
        let (client, before, begun) = (reqwest::Client::new(), self.process.cpu(), Instant::now());
        let mut times = Vec::new();
        while times.len() < AT_LEAST || begun.elapsed() < time {
            let mut request = client.get(&self.url);
            for (name, value) in &self.headers {
                request = request.header(name, value);
            }
            let asked = Instant::now();
            let response = request.send().await.unwrap();
            let status = response.status();
            let body = response.bytes().await.unwrap();
            times.push(asked.elapsed().as_secs_f64() * 1e3);
            assert!(
                status.is_success(),
                "{}: {status} {}",
                self.url,
                String::from_utf8_lossy(&body)
            );
        }
        let (count, seconds) = (times.len() as f64, begun.elapsed().as_secs_f64());
        times.sort_unstable_by(f64::total_cmp);
        let percentile = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
        Outcome {
            count,
            per_second: count / seconds,
            p50: percentile(50),
            p99: percentile(99),
            cpu: cpu_each(self.process, before, count),
        }
    }
}
