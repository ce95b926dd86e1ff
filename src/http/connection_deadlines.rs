//! The deadlines of a client on one connection, which its stream and its requests share.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::Instant;

/// The time that a client has for each step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConnectionLimits {
    /// From the first byte of a request's head to its end.
    pub head: Duration,
    /// From the end of an answer to the first byte of the next request.
    pub idle: Duration,
    /// From the moment that a write blocks until the client accepts some bytes.
    pub stalled_write: Duration,
    pub pace: LeastPace,
}

/// How fast a client must take an answer: after `grace` its bytes must be at least those that the
/// time since then makes at `bytes_per_second`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LeastPace {
    pub grace: Duration,
    pub bytes_per_second: u32,
    /// Bytes that the kernel keeps for a client that takes none. They are not taken yet.
    pub kept_by_kernel: u32,
}

/// Bytes on their way to a client that does not take them at once: one answer, or several that
/// follow each other without a pause.
#[derive(Debug, Clone, Copy)]
struct Backlog {
    since: Instant,
    taken: usize,
}

/// The deadlines of one connection. It stays on the thread of its worker.
///
/// actix-http limits the time for the head of the first request only. Without these deadlines a
/// client could hold a connection by sending a later head slowly, or by accepting no bytes, or few.
#[derive(Debug)]
pub(crate) struct ConnectionDeadlines {
    limits: ConnectionLimits,
    /// The deadline of the next head. `None` while a request is being answered.
    head: Cell<Option<Instant>>,
    /// Whether the first byte of the next head has arrived.
    begun: Cell<bool>,
    /// The deadline of a blocked write. `None` while no write is blocked.
    write: Cell<Option<Instant>>,
    /// What the client has taken since its bytes last had to wait. `None` while none wait.
    backlog: Cell<Option<Backlog>>,
    /// Whether the answer is a live stream, which ends only when the client closes the connection.
    endless: Cell<bool>,
}

impl ConnectionDeadlines {
    /// The deadlines of a new connection, which waits for its first head.
    pub(crate) fn starting(limits: ConnectionLimits) -> Self {
        let head = Some(Instant::now() + limits.head + limits.idle);

        Self {
            limits,
            head: Cell::new(head),
            begun: Cell::new(false),
            write: Cell::new(None),
            backlog: Cell::new(None),
            endless: Cell::new(false),
        }
    }

    /// Notes that a head is complete. The client has no deadline while the service works.
    pub(crate) fn request_began(&self) {
        self.head.set(None);
    }

    /// Notes that the answer is complete, and waits for the next head.
    pub(crate) fn response_ended(&self) {
        self.head
            .set(Some(Instant::now() + self.limits.idle + self.limits.head));
        self.begun.set(false);
        self.endless.set(false);
    }

    /// Notes that the answer that begins now is a live stream. A client that has closed its sending
    /// side may still read an ordinary answer to its end, but a stream has no end.
    pub(crate) fn stream_began(&self) {
        self.endless.set(true);
    }

    /// Whether the connection ends when the client closes its sending side.
    pub(crate) fn ends_with_client(&self) -> bool {
        self.endless.get()
    }

    /// Notes that the client sent bytes.
    pub(crate) fn bytes_read(&self) {
        if self.begun.get() {
            return;
        }

        if let Some(deadline) = self.head.get() {
            self.head
                .set(Some(deadline.min(Instant::now() + self.limits.head)));
            self.begun.set(true);
        }
    }

    /// Notes that the client accepted `taken` bytes, and that `left` more wait.
    pub(crate) fn bytes_written(&self, taken: usize, left: usize) {
        self.write.set(None);
        let backlog = self.backlog.get().unwrap_or_else(Backlog::beginning);
        self.backlog.set((left > 0).then(|| backlog.with(taken)));

        if !self.begun.get() && self.head.get().is_some() {
            self.head
                .set(Some(Instant::now() + self.limits.idle + self.limits.head));
        }
    }

    /// Notes that the client does not accept the bytes that are ready for it.
    pub(crate) fn write_blocked(&self) {
        if self.write.get().is_none() {
            self.write
                .set(Some(Instant::now() + self.limits.stalled_write));
        }
        if self.backlog.get().is_none() {
            self.backlog.set(Some(Backlog::beginning()));
        }
    }

    /// The next deadline. The connection is closed when it passes.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        [self.head.get(), self.write.get(), self.pace()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Whether a head has begun to arrive whose deadline has passed, and no bytes of an earlier
    /// answer are on their way. Then the client can still be told why it is cut.
    pub(crate) fn is_head_late(&self) -> bool {
        let is_late = self.head.get().is_some_and(|head| head <= Instant::now());

        is_late && self.begun.get() && self.backlog.get().is_none()
    }

    /// The time at which the client will have taken too few bytes, if it takes no more. A live
    /// stream has few bytes, so only its blocked writes have a deadline.
    fn pace(&self) -> Option<Instant> {
        let Backlog { since, taken } = self.backlog.get().filter(|_| !self.endless.get())?;

        let pace = self.limits.pace;
        let taken = u64::try_from(taken)
            .unwrap_or(u64::MAX)
            .saturating_sub(pace.kept_by_kernel.into());
        let bought = taken.saturating_mul(1_000) / u64::from(pace.bytes_per_second.max(1));

        Some(since + pace.grace + Duration::from_millis(bought))
    }
}

impl Backlog {
    fn beginning() -> Self {
        Self {
            since: Instant::now(),
            taken: 0,
        }
    }

    const fn with(self, taken: usize) -> Self {
        Self {
            taken: self.taken.saturating_add(taken),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: ConnectionLimits = ConnectionLimits {
        head: Duration::from_secs(10),
        idle: Duration::from_secs(5),
        stalled_write: Duration::from_secs(20),
        pace: LeastPace {
            grace: Duration::from_secs(30),
            bytes_per_second: 4_000,
            kept_by_kernel: 0,
        },
    };

    fn seconds_left(deadlines: &ConnectionDeadlines) -> Option<u128> {
        let left = deadlines.deadline()?.duration_since(Instant::now());
        Some(left.as_millis().div_ceil(1_000))
    }

    #[test]
    fn a_head_has_its_limit_from_the_first_byte_whether_it_is_the_first_or_a_later_one() {
        let deadlines = ConnectionDeadlines::starting(LIMITS);
        assert_eq!(seconds_left(&deadlines), Some(15));

        deadlines.bytes_read();
        assert_eq!(seconds_left(&deadlines), Some(10));

        deadlines.request_began();
        assert_eq!(seconds_left(&deadlines), None);

        deadlines.bytes_read();
        deadlines.response_ended();
        assert_eq!(seconds_left(&deadlines), Some(15));

        deadlines.bytes_read();
        let deadline = deadlines.deadline();
        deadlines.bytes_read();
        assert_eq!(
            deadlines.deadline(),
            deadline,
            "more bytes buy no more time"
        );
    }

    #[test]
    fn a_blocked_write_has_its_limit_and_every_taken_byte_renews_it() {
        let deadlines = ConnectionDeadlines::starting(LIMITS);
        deadlines.request_began();

        deadlines.write_blocked();
        assert_eq!(seconds_left(&deadlines), Some(20));

        deadlines.bytes_written(4_000, 1);
        assert_eq!(seconds_left(&deadlines), Some(31), "the least pace");

        deadlines.write_blocked();
        assert_eq!(seconds_left(&deadlines), Some(20));

        deadlines.bytes_written(1, 0);
        assert_eq!(seconds_left(&deadlines), None);
    }

    #[test]
    fn taken_bytes_buy_the_time_in_which_the_least_pace_takes_them_and_no_more() {
        let deadlines = ConnectionDeadlines::starting(LIMITS);
        deadlines.request_began();

        for _ in 0..10 {
            deadlines.bytes_written(4_000, 1_000_000);
        }
        assert_eq!(seconds_left(&deadlines), Some(40));

        deadlines.bytes_written(1_000_000, 0);
        assert_eq!(seconds_left(&deadlines), None, "nothing waits");
        deadlines.bytes_written(4_000, 7);
        assert_eq!(seconds_left(&deadlines), Some(31), "begins anew");
    }

    #[test]
    fn bytes_that_the_kernel_keeps_buy_no_time() {
        let mut limits = LIMITS;
        limits.pace.kept_by_kernel = 32_768;
        let deadlines = ConnectionDeadlines::starting(limits);
        deadlines.request_began();

        deadlines.bytes_written(32_768, 1);
        assert_eq!(seconds_left(&deadlines), Some(30));

        deadlines.bytes_written(4_000, 1);
        assert_eq!(seconds_left(&deadlines), Some(31));
    }

    #[test]
    fn a_live_stream_has_no_least_pace() {
        let deadlines = ConnectionDeadlines::starting(LIMITS);
        deadlines.request_began();
        deadlines.stream_began();

        deadlines.bytes_written(1, 1);
        assert_eq!(seconds_left(&deadlines), None);

        deadlines.write_blocked();
        assert_eq!(seconds_left(&deadlines), Some(20));
    }
}
