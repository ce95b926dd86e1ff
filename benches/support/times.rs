//! What do many times amount to?

use std::time::Duration;

/// Times of one thing, round by round.
#[derive(Default)]
pub struct Times(Vec<Vec<Duration>>);

impl Times {
    pub fn add(&mut self, round: usize, time: Duration) {
        self.0.resize_with(self.0.len().max(round + 1), Vec::new);
        self.0[round].push(time);
    }

    /// The median over the rounds of a percentile of each, in microseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        median(self.0.iter().map(|round| {
            let mut sorted = round.clone();
            sorted.sort_unstable();
            sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)].as_secs_f64() * 1e6
        }))
    }
}

pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
