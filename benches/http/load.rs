//! The kinds of load that are compared.

use std::time::Duration;

use super::client::Client;
use super::outcome::Outcome;
use super::pgbench::Pgbench;
use super::wrk::Wrk;

/// One side of a comparison.
pub enum Load {
    Client(Client),
    Wrk(Wrk),
    Pgbench(Pgbench),
}

impl Load {
    /// Runs one turn. `number` tells turns apart, so that no comment is sent twice.
    pub fn turn(&self, time: Duration, number: usize) -> Outcome {
        match self {
            Self::Client(client) => client.turn(time),
            Self::Wrk(wrk) => wrk.turn(time, number),
            Self::Pgbench(pgbench) => pgbench.turn(time),
        }
    }
}
