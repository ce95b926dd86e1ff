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
}

/// The deadlines of one connection. It stays on the thread of its worker.
///
/// actix-http limits the time for the head of the first request only. Without these deadlines a
/// client could hold a connection by sending a later head slowly, or by accepting no bytes.
#[derive(Debug)]
pub(crate) struct ConnectionDeadlines {
    limits: ConnectionLimits,
    /// The deadline of the next head. `None` while a request is being answered.
    head: Cell<Option<Instant>>,
    /// Whether the first byte of the next head has arrived.
    begun: Cell<bool>,
    /// The deadline of a blocked write. `None` while no write is blocked.
    write: Cell<Option<Instant>>,
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

    /// Notes that the client accepted bytes.
    pub(crate) fn bytes_written(&self) {
        self.write.set(None);

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
    }

    /// The next deadline. The connection is closed when it passes.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        match (self.head.get(), self.write.get()) {
            (Some(head), Some(write)) => Some(head.min(write)),
            (head, write) => head.or(write),
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

        deadlines.bytes_written();
        assert_eq!(seconds_left(&deadlines), None);
    }
}
