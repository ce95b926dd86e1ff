//! Who puts the load on, and what comes of a turn?

use std::time::Duration;

use super::client::Client;
use super::machine::Process;
use super::pgbench::Pgbench;
use super::wrk::Wrk;

/// One side of a comparison.
pub enum Load {
    Client(Client),
    Wrk(Wrk),
    Pgbench(Pgbench),
}

/// What one turn came to.
#[derive(Clone, Copy)]
pub struct Outcome {
    pub count: f64,
    /// Requests or transactions.
    pub per_second: f64,
    /// Milliseconds.
    pub p50: f64,
    pub p99: f64,
    /// Microseconds of the serving process for each request.
    pub cpu: f64,
}

impl Load {
    /// Works off one turn; `number` tells turns apart, so that nothing is sent twice.
    pub fn turn(&self, time: Duration, number: usize) -> Outcome {
        match self {
            Self::Client(client) => client.turn(time),
            Self::Wrk(wrk) => wrk.turn(time, number),
            Self::Pgbench(pgbench) => pgbench.turn(time),
        }
    }
}

/// Microseconds of `process` for each of `count`, since it had used `before`.
pub fn cpu_each(process: Process, before: Duration, count: f64) -> f64 {
    (process.cpu() - before).as_secs_f64() * 1e6 / count
}
