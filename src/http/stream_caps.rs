//! Limits on the number of open live streams, for each address and in total.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::StreamLimits;
use crate::http::metrics::{Active, Metrics};
use crate::http::problem::Problem;

/// The open streams of one process. Clones share them.
#[derive(Clone)]
pub(crate) struct Streams {
    open: Arc<Mutex<OpenStreams>>,
    limits: StreamLimits,
    metrics: Metrics,
}

#[derive(Default)]
struct OpenStreams {
    by_address: HashMap<IpAddr, usize>,
    in_all: usize,
    /// The number of streams that were ever opened.
    opened: u64,
}

/// The permit for one stream, which counts as open until the ticket is dropped.
pub(crate) struct Ticket {
    streams: Streams,
    address: IpAddr,
    number: u64,
    _counted: Active,
}

impl Streams {
    pub(crate) fn new(limits: StreamLimits, metrics: Metrics) -> Self {
        Self {
            open: Arc::default(),
            limits,
            metrics,
        }
    }

    /// Counts a new stream of the address as open.
    ///
    /// # Errors
    /// 503 when the limit in total is reached, 429 when the limit of the address is.
    pub(crate) fn admit(&self, address: IpAddr) -> Result<Ticket, Problem> {
        let mut open = self.open();

        if open.in_all >= self.limits.in_all {
            return Err(Problem::overloaded());
        }
        let of_address = open.by_address.get(&address).copied().unwrap_or_default();
        if of_address >= self.limits.per_address {
            return Err(Problem::too_many_streams(self.limits.per_address));
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
            _counted: self.metrics.stream_opened(),
        })
    }

    fn open(&self) -> MutexGuard<'_, OpenStreams> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// The serial number of the stream within the process, from 1.
    pub(crate) const fn number(&self) -> u64 {
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
