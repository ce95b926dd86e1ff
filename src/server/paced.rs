//! A stream that fails at the deadline of its client, which cuts connections of idle clients.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::clock::Clock;
use crate::http::connection_caps::Place;
use crate::http::connection_deadlines::{ConnectionDeadlines, ConnectionLimits};

/// A TCP connection with a [`ConnectionDeadlines`]: after the deadline every read and write fails, and the server
/// closes the connection.
pub(super) struct PacedStream {
    stream: TcpStream,
    deadlines: Rc<ConnectionDeadlines>,
    /// Wakes the connection at its deadline.
    alarm: Pin<Box<Sleep>>,
    clock: Clock,
    _place: Place,
}

impl PacedStream {
    pub(super) fn new(
        stream: TcpStream,
        limits: ConnectionLimits,
        clock: Clock,
        place: Place,
    ) -> Self {
        Self {
            clock,
            _place: place,
            stream,
            deadlines: Rc::new(ConnectionDeadlines::starting(limits)),
            alarm: Box::pin(sleep_until(Instant::now())),
        }
    }

    pub(super) fn deadlines(&self) -> Rc<ConnectionDeadlines> {
        Rc::clone(&self.deadlines)
    }

    /// Fails once the deadline has passed; before, makes sure that the task is woken at it.
    fn check(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let Some(deadline) = self.deadlines.deadline() else {
            return Ok(());
        };

        // Each request moves the deadline. An alarm that rings too early is set again then, which
        // is cheaper than setting it for each request.
        if self.alarm.deadline() > deadline {
            self.alarm.as_mut().reset(deadline);
        }

        while self.alarm.as_mut().poll(context).is_ready() {
            if self.alarm.deadline() >= deadline {
                self.explain();
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.alarm.as_mut().reset(deadline);
        }

        Ok(())
    }

    /// Tells a client whose head is too slow why it is cut, as actix-http does for the first head
    /// of a connection. If the kernel has no room for it, the client is cut without it.
    fn explain(&self) {
        if self.deadlines.is_head_late() {
            let date = self.clock.now().format("%a, %d %b %Y %H:%M:%S GMT");
            let answer = format!(
                "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\ndate: {date}\r\n\r\n"
            );
            drop(self.stream.try_write(answer.as_bytes()));
        }
    }

    fn wrote(
        &mut self,
        context: &mut Context<'_>,
        offered: usize,
        outcome: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match &outcome {
            Poll::Ready(Ok(taken)) => self
                .deadlines
                .bytes_written(*taken, offered.saturating_sub(*taken)),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                self.deadlines.write_blocked();
                self.check(context)?;
            }
        }

        outcome
    }
}

impl AsyncRead for PacedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);

        if buffer.filled().len() > before {
            self.deadlines.bytes_read();
        } else if outcome.is_ready() && buffer.remaining() > 0 && self.deadlines.ends_with_client()
        {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }

        if outcome.is_pending() {
            self.check(context)?;
        }
        outcome
    }
}

impl AsyncWrite for PacedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.wrote(context, bytes.len(), outcome)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
