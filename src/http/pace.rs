//! By when must a connection's client do something? Shared by the connection's stream and the
//! requests on it.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::Instant;

/// How long clients may take.
#[derive(Debug, Clone, Copy)]
pub struct PaceLimits {
    /// For a request's head, from its first byte.
    pub head: Duration,
    /// Between two requests, before the first byte.
    pub idle: Duration,
    /// For taking some of a response that is ready to be sent.
    pub stalled_write: Duration,
}

/// The deadlines of one connection. It lives on its worker's thread.
///
/// actix-http times the head of the first request only: the head of a later request, and a client
/// that takes no bytes, would hold a connection for as long as they like.
#[derive(Debug)]
pub struct Pace {
    limits: PaceLimits,
    /// When the next head has to be complete; `None` while a request is being answered.
    head: Cell<Option<Instant>>,
    /// Whether some of the next head has arrived.
    begun: Cell<bool>,
    /// When a blocked write has to move on.
    write: Cell<Option<Instant>>,
    /// Whether the answer has no end of its own: then it ends when the client hangs up.
    endless: Cell<bool>,
}

impl Pace {
    /// A new connection, whose first head is awaited.
    pub fn starting(limits: PaceLimits) -> Self {
        let head = Some(Instant::now() + limits.head + limits.idle);
        Self {
            limits,
            head: Cell::new(head),
            begun: Cell::new(false),
            write: Cell::new(None),
            endless: Cell::new(false),
        }
    }

    /// A head is complete: how long the answer takes is our business.
    pub fn request_began(&self) {
        self.head.set(None);
    }

    /// The answer is complete: the next head is awaited.
    pub fn response_ended(&self) {
        self.head
            .set(Some(Instant::now() + self.limits.idle + self.limits.head));
        self.begun.set(false);
        self.endless.set(false);
    }

    /// The answer that begins now is a live stream. A client that sends no more may still read an
    /// ordinary answer to its end, but this one has none to wait for.
    pub fn stream_began(&self) {
        self.endless.set(true);
    }

    /// Whether the connection is over once the client sends no more.
    pub fn ends_with_client(&self) -> bool {
        self.endless.get()
    }

    /// Bytes came from the client.
    pub fn bytes_read(&self) {
        if self.begun.get() {
            return;
        }
        if let Some(deadline) = self.head.get() {
            self.head
                .set(Some(deadline.min(Instant::now() + self.limits.head)));
            self.begun.set(true);
        }
    }

    /// The client took bytes.
    pub fn bytes_written(&self) {
        self.write.set(None);
        if !self.begun.get() && self.head.get().is_some() {
            self.head
                .set(Some(Instant::now() + self.limits.idle + self.limits.head));
        }
    }

    /// The client does not take the bytes that are there for it.
    pub fn write_blocked(&self) {
        if self.write.get().is_none() {
            self.write
                .set(Some(Instant::now() + self.limits.stalled_write));
        }
    }

    /// When the connection is to be cut, as things stand.
    pub fn deadline(&self) -> Option<Instant> {
        match (self.head.get(), self.write.get()) {
            (Some(head), Some(write)) => Some(head.min(write)),
            (head, write) => head.or(write),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: PaceLimits = PaceLimits {
        head: Duration::from_secs(10),
        idle: Duration::from_secs(5),
        stalled_write: Duration::from_secs(20),
    };

    fn seconds_left(pace: &Pace) -> Option<u128> {
        let left = pace.deadline()?.duration_since(Instant::now());
        Some(left.as_millis().div_ceil(1_000))
    }

    #[test]
    fn a_head_has_its_limit_from_the_first_byte_whether_it_is_the_first_or_a_later_one() {
        let pace = Pace::starting(LIMITS);
        assert_eq!(seconds_left(&pace), Some(15));
        pace.bytes_read();
        assert_eq!(seconds_left(&pace), Some(10));
        pace.request_began();
        assert_eq!(seconds_left(&pace), None);
        pace.bytes_read();
        pace.response_ended();
        assert_eq!(seconds_left(&pace), Some(15));
        pace.bytes_read();
        let deadline = pace.deadline();
        pace.bytes_read();
        assert_eq!(pace.deadline(), deadline, "more bytes buy no more time");
    }

    #[test]
    fn a_blocked_write_has_its_limit_and_every_taken_byte_renews_it() {
        let pace = Pace::starting(LIMITS);
        pace.request_began();
        pace.write_blocked();
        assert_eq!(seconds_left(&pace), Some(20));
        pace.bytes_written();
        assert_eq!(seconds_left(&pace), None);
    }
}
