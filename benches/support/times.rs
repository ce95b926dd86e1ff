//! Times that are measured in rounds, and the medians of figures.

use std::time::Duration;

/// The times of one kind of work, round by round.
#[derive(Default)]
pub struct Times(Vec<Vec<Duration>>);

impl Times {
    pub fn add(&mut self, round: usize, time: Duration) {
        self.0.resize_with(self.0.len().max(round + 1), Vec::new);
        self.0[round].push(time);
    }

    /// The median over the rounds of a percentile of each round, in microseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let of_rounds = self.0.iter().map(|round| {
            let mut sorted = round.clone();
            sorted.sort_unstable();

            percentile(&sorted, percent).as_secs_f64() * 1e6
        });

        median(of_rounds)
    }
}

/// A percentile of values in ascending order.
pub fn percentile<T: Copy>(sorted: &[T], percent: usize) -> T {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_unstable_by(f64::total_cmp);

    sorted[sorted.len() / 2]
}

/// The median of the ratios of two figures that were measured by turns.
pub fn median_ratio(
    ones: impl IntoIterator<Item = f64>,
    others: impl IntoIterator<Item = f64>,
) -> f64 {
    median(ones.into_iter().zip(others).map(|(one, other)| one / other))
}
