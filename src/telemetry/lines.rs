//! Writes log lines to the standard error stream, several at once. Writing each by itself costs a
//! busy service nearly as much as the answer that it reports. Warnings and errors are written at
//! once.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// How long a line may wait for others.
const PATIENCE: Duration = Duration::from_millis(50);
/// This many waiting bytes are written at once.
const FULL: usize = 32 * 1024;

/// The lines that wait to be written. Dropping this writes them.
#[must_use = "lines that wait are lost without it"]
pub(super) struct Lines(Arc<Waiting>);

/// Makes a [`Line`] for each line that is logged.
pub(super) struct Writer(Arc<Waiting>);

#[derive(Default)]
struct Waiting {
    lines: Mutex<Vec<u8>>,
    some: Condvar,
}

/// A line while it is logged.
pub(super) struct Line<'a> {
    waiting: &'a Waiting,
    is_urgent: bool,
}

impl Lines {
    /// Starts the thread that writes the lines.
    pub(super) fn start() -> Self {
        let waiting = Arc::<Waiting>::default();
        let lines = Arc::clone(&waiting);

        // If the thread cannot be started, lines are written when many wait, or one is urgent.
        drop(
            thread::Builder::new()
                .name("log".to_owned())
                .spawn(move || lines.keep_handing_over()),
        );

        Self(waiting)
    }

    pub(super) fn writer(&self) -> Writer {
        Writer(Arc::clone(&self.0))
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        hand_over(&mut self.0.lines.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Waiting {
    fn keep_handing_over(&self) {
        loop {
            let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
            drop(self.some.wait_while(lines, |lines| lines.is_empty()));
            thread::sleep(PATIENCE);
            hand_over(&mut self.lines.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

/// A failure is ignored: there is no other place to report it.
fn hand_over(lines: &mut Vec<u8>) {
    drop(io::stderr().write_all(lines));
    lines.clear();
}

impl<'a> MakeWriter<'a> for Writer {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line {
            waiting: &self.0,
            is_urgent: true,
        }
    }

    fn make_writer_for(&'a self, about: &Metadata<'_>) -> Line<'a> {
        Line {
            waiting: &self.0,
            is_urgent: *about.level() <= Level::WARN,
        }
    }
}

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut lines = self
            .waiting
            .lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner);

        let was_empty = lines.is_empty();
        lines.extend_from_slice(line);

        if self.is_urgent || lines.len() >= FULL {
            hand_over(&mut lines);
        } else if was_empty {
            self.waiting.some.notify_one();
        }

        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
