//! How many streams may be open, from one address and in all?

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::StreamLimits;
use crate::http::metrics::{Active, Metrics};
use crate::http::problem::Problem;

/// The open streams of one process. Clones share them.
#[derive(Clone, Default)]
pub struct Streams(Arc<Mutex<Open>>);

#[derive(Default)]
struct Open {
    by_address: HashMap<IpAddr, usize>,
    in_all: usize,
    opened: u64,
}

/// A place for one stream, given back when it is dropped.
pub struct Ticket {
    streams: Streams,
    address: IpAddr,
    number: u64,
    _counted: Active,
}

impl Streams {
    /// # Errors
    /// 429 when the address has as many as it may, 503 when there are as many in all as there may
    /// be.
    pub fn admit(
        &self,
        (limits, metrics): (StreamLimits, &Metrics),
        address: IpAddr,
    ) -> Result<Ticket, Problem> {
        let mut open = self.open();
        if open.in_all >= limits.in_all {
            return Err(Problem::overloaded());
        }
        if open
            .by_address
            .get(&address)
            .is_some_and(|count| *count >= limits.per_address)
        {
            return Err(Problem::too_many_streams(limits.per_address));
        }
        *open.by_address.entry(address).or_default() += 1;
        open.in_all += 1;
        open.opened = open.opened.wrapping_add(1);
        let number = open.opened;
        drop(open);
        Ok(Ticket {
            streams: self.clone(),
            address,
            number,
            _counted: metrics.stream_opened(),
        })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// The how manieth stream of the process.
    pub const fn number(&self) -> u64 {
        self.number
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut open = self.streams.open();
        open.in_all = open.in_all.saturating_sub(1);
        if let Some(count) = open.by_address.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.by_address.remove(&self.address);
            }
        }
    }
}
