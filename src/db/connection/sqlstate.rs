//! The SQLSTATE of an error, carried through Diesel, which keeps the server's message and drops the
//! code.
//!
//! The message is written in the language of the server (`lc_messages`, which only a superuser may
//! set), so its text does not identify the error. A [`CodedStream`] reads what the server sends and
//! writes the code before each error's message, as psql does where `VERBOSITY` is `verbose`:
//! `40P01: deadlock detected`. [`code_of`] reads it there. The messages are those of the PostgreSQL
//! documentation, chapter "Message Formats".

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The first byte of an ErrorResponse.
const ERROR: u8 = b'E';
/// The first bytes of its fields for the SQLSTATE and for the message.
const CODE: u8 = b'C';
const MESSAGE: u8 = b'M';
/// The bytes of a message's length, which counts these bytes, too, but not those of the type.
const LENGTH: usize = 4;
/// The bytes of a message's type, which is one, and of its length.
const HEAD: usize = 1 + LENGTH;
/// How many bytes are read at once while an error is incomplete.
const CHUNK: usize = 1024;

/// The SQLSTATE that a [`CodedStream`] wrote before this message.
pub(super) fn code_of(message: &str) -> Option<&str> {
    let (code, _) = message.split_once(": ")?;

    Some(code).filter(|code| is_code(code))
}

/// The SQLSTATE in the text of an error that has the server's message among its causes, such as
/// `db error: FATAL: 53300: sorry, too many clients already`. Only the texts of the driver stand
/// before it.
pub(super) fn code_within(text: &str) -> Option<&str> {
    text.split(": ").find(|part| is_code(part))
}

fn is_code(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();

    // `FATAL` and `PANIC` have five letters, too.
    text.len() == 5 && text.bytes().all(is_part) && !matches!(text, "FATAL" | "PANIC" | "ERROR")
}

/// A stream from Postgres, decrypted, in which every error's message begins with its SQLSTATE.
pub(super) struct CodedStream<S> {
    stream: S,
    scanner: Scanner,
    /// The beginning of an error whose end has not been read yet.
    incomplete: Vec<u8>,
    /// Bytes for the reader that come before anything that is still to be read.
    ready: Vec<u8>,
}

/// Finds the beginnings of messages in a stream of bytes.
#[derive(Default)]
struct Scanner {
    /// The part of a message's head that has been read.
    head: Vec<u8>,
    /// How many bytes are left of the message whose head was read last.
    body: usize,
}

impl<S> CodedStream<S> {
    pub(super) fn new(stream: S) -> Self {
        Self {
            stream,
            scanner: Scanner::default(),
            incomplete: Vec::new(),
            ready: Vec::new(),
        }
    }

    pub(super) fn get_ref(&self) -> &S {
        &self.stream
    }

    /// Appends bytes to `incomplete`, and moves the messages that are complete now to `ready`.
    fn take_in(&mut self, bytes: &[u8]) {
        self.incomplete.extend_from_slice(bytes);

        while let Some((error, rest)) = split_message(&self.incomplete) {
            match with_code(error) {
                Some(coded) => self.ready.extend(coded),
                None => self.ready.extend_from_slice(error),
            }

            let next = self.scanner.find_error(rest).unwrap_or(rest.len());
            let (others, error) = rest.split_at(next);
            self.ready.extend_from_slice(others);
            self.incomplete = error.to_vec();
        }
    }

    /// Hands over as much of `ready` as there is room for.
    fn hand_over(&mut self, buffer: &mut ReadBuf<'_>) {
        let length = self.ready.len().min(buffer.remaining());
        let bytes: Vec<u8> = self.ready.drain(..length).collect();
        buffer.put_slice(&bytes);
    }
}

impl Scanner {
    /// The index at which the first error begins in the next `bytes` of the stream. The scanner has
    /// then passed the bytes before it.
    fn find_error(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut rest = bytes;

        loop {
            let skipped = self.body.min(rest.len());
            self.body -= skipped;
            rest = rest.get(skipped..)?;

            let (&first, after) = rest.split_first()?;
            if self.head.is_empty() && first == ERROR {
                return Some(bytes.len() - rest.len());
            }

            self.head.push(first);
            rest = after;
            if self.head.len() == HEAD {
                self.body = length(&self.head)?.saturating_sub(LENGTH);
                self.head.clear();
            }
        }
    }
}

/// The length in a message's head. It counts all bytes of the message but the type.
fn length(message: &[u8]) -> Option<usize> {
    let length = message.get(1..)?.first_chunk::<LENGTH>()?;

    usize::try_from(u32::from_be_bytes(*length)).ok()
}

/// The message that `bytes` begin with, if it is complete, and what follows it.
fn split_message(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    bytes.split_at_checked(length(bytes)?.max(LENGTH) + 1)
}

/// An ErrorResponse with its code written before its text; `None` if it has no code. A field is one
/// byte for its kind, and a text that ends with a zero. One more zero ends the fields.
fn with_code(error: &[u8]) -> Option<Vec<u8>> {
    let fields = error.get(HEAD..)?.split(|&byte| byte == 0);
    let fields = fields.take_while(|field| !field.is_empty());
    let code = fields
        .clone()
        .find_map(|field| field.strip_prefix(&[CODE]))?;

    let mut body = Vec::with_capacity(error.len() + code.len() + 2);
    for field in fields {
        match field.strip_prefix(&[MESSAGE]) {
            Some(message) => {
                body.push(MESSAGE);
                body.extend_from_slice(code);
                body.extend_from_slice(b": ");
                body.extend_from_slice(message);
            }
            None => body.extend_from_slice(field),
        }
        body.push(0);
    }
    body.push(0);

    let length = u32::try_from(body.len() + LENGTH).ok()?;
    let mut coded = vec![ERROR];
    coded.extend(length.to_be_bytes());
    coded.extend(body);

    Some(coded)
}

impl<S: AsyncRead + Unpin> AsyncRead for CodedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;

        loop {
            if !this.ready.is_empty() {
                this.hand_over(buffer);
                return Poll::Ready(Ok(()));
            }

            // The usual case: no error has begun, and nothing is copied.
            if this.incomplete.is_empty() {
                let before = buffer.filled().len();
                ready!(Pin::new(&mut this.stream).poll_read(context, buffer))?;

                let new = buffer.filled().get(before..).unwrap_or_default();
                let Some(begin) = this.scanner.find_error(new) else {
                    return Poll::Ready(Ok(()));
                };

                let error = new.get(begin..).unwrap_or_default().to_vec();
                buffer.set_filled(before + begin);
                this.take_in(&error);
                if begin > 0 {
                    return Poll::Ready(Ok(()));
                }
                continue;
            }

            let mut chunk = [0; CHUNK];
            let mut chunk = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut this.stream).poll_read(context, &mut chunk))?;

            if chunk.filled().is_empty() {
                // The stream has ended within an error. The reader gets the part as it is.
                this.ready = std::mem::take(&mut this.incomplete);
                if this.ready.is_empty() {
                    return Poll::Ready(Ok(()));
                }
                continue;
            }
            this.take_in(chunk.filled());
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for CodedStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::io::AsyncReadExt;

    use super::*;

    /// A stream that returns its bytes in pieces of a given size.
    struct Pieces {
        bytes: Vec<u8>,
        size: usize,
    }

    impl AsyncRead for Pieces {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            let size = self.size.min(self.bytes.len()).min(buffer.remaining());
            let piece: Vec<u8> = self.bytes.drain(..size).collect();
            buffer.put_slice(&piece);

            Poll::Ready(Ok(()))
        }
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + LENGTH).unwrap();
        [&[kind], &length.to_be_bytes()[..], body].concat()
    }

    fn read_in_pieces(bytes: &[u8], size: usize) -> Vec<u8> {
        let bytes = bytes.to_vec();
        let mut stream = CodedStream::new(Pieces { bytes, size });

        let mut read = Vec::new();
        let reading = stream.read_to_end(&mut read).now_or_never();
        reading.unwrap().unwrap();

        read
    }

    #[test]
    fn the_code_stands_before_the_message_of_an_error_and_nothing_else_changes() {
        let row = message(
            b'D',
            b"E\0\0\0\x05C40P01\0Ma row that looks like an error\0\0",
        );
        let notice = message(b'N', b"SWARNUNG\0C01000\0Mkein Fehler\0\0");
        let error = message(
            b'E',
            b"SFEHLER\0VERROR\0C40P01\0MVerklemmung entdeckt\0L12\0\0",
        );
        let coded = message(
            b'E',
            b"SFEHLER\0VERROR\0C40P01\0M40P01: Verklemmung entdeckt\0L12\0\0",
        );
        let sent = [&row[..], &error, &notice, &error, &error, &row].concat();
        let expected = [&row[..], &coded, &notice, &coded, &coded, &row].concat();

        for size in 1..=sent.len() {
            let read = read_in_pieces(&sent, size);

            assert_eq!(
                read.escape_ascii().to_string(),
                expected.escape_ascii().to_string(),
                "{size}"
            );
        }
    }

    #[test]
    fn what_is_no_complete_error_is_left_as_it_is() {
        let whole = message(b'E', b"SERROR\0C40P01\0Mdeadlock detected\0\0");

        for sent in [
            whole.get(..whole.len() - 1).unwrap(),
            b"E",
            b"E\0\0\0\0",
            b"",
            &message(b'E', b"SERROR\0Mwithout a code\0\0"),
        ] {
            assert_eq!(read_in_pieces(sent, 3), sent);
        }
    }

    #[test]
    fn a_code_is_found_behind_the_words_of_the_driver() {
        let text = "db error: FATAL: 53300: tut mir leid, schon zu viele Verbindungen";
        assert_eq!(code_within(text), Some("53300"));
        assert_eq!(code_within("db error: PANIC: no code"), None);
        assert_eq!(code_within("connection closed"), None);
    }

    #[test]
    fn a_code_is_five_digits_or_capitals_before_a_colon() {
        assert_eq!(code_of("40P01: Verklemmung entdeckt"), Some("40P01"));
        assert_eq!(code_of("22012: 40P01: a text"), Some("22012"));

        for message in [
            "deadlock detected",
            "relation: no",
            "error: no",
            "40P01:",
            "",
        ] {
            assert_eq!(code_of(message), None, "{message}");
        }
    }
}
