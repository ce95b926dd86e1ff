//! The result of one turn of load.

use std::time::Duration;

use super::support::process::Process;

#[derive(Clone, Copy)]
pub struct Outcome {
    /// Requests or transactions.
    pub count: f64,
    pub per_second: f64,
    /// Milliseconds; 0 where the load does not report it.
    pub p50: f64,
    /// Milliseconds; 0 where the load does not report it.
    pub p99: f64,
    /// Microseconds that the serving process used for each request; 0 where nothing is known.
    pub cpu: f64,
}

/// The processor time of a process since a moment.
pub struct CpuClock {
    process: Process,
    before: Duration,
}

impl CpuClock {
    pub fn start(process: Process) -> Self {
        Self {
            process,
            before: process.cpu(),
        }
    }

    /// Microseconds for each of `count` requests so far.
    pub fn for_each(&self, count: f64) -> f64 {
        (self.process.cpu() - self.before).as_secs_f64() * 1e6 / count
    }
}
