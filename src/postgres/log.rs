//! Copies the lines that Postgres logs into the service's log.

use std::io::{BufRead, BufReader};
use std::process::ChildStderr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// How many lines of a start are kept for the report of its failure.
const KEPT: usize = 40;

/// Reads the lines of one server until it has ended.
pub(super) struct Log {
    settled: Arc<AtomicBool>,
    reader: JoinHandle<Vec<String>>,
}

impl Log {
    pub(super) fn follow(said: ChildStderr) -> std::io::Result<Self> {
        let settled = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&settled);
        let reader = thread::Builder::new()
            .name("postgres-log".to_owned())
            .spawn(move || read(said, &flag))?;
        Ok(Self { settled, reader })
    }

    /// The start is over: from now on warnings are warnings. Before, a refused connection is
    /// expected.
    pub(super) fn settle(&self) {
        self.settled.store(true, Ordering::Relaxed);
    }

    /// Waits for the end of the server and all its children. Returns the lines of its start.
    pub(super) fn drain(self) -> Vec<String> {
        self.reader.join().unwrap_or_default()
    }
}

/// The line of `lines` that tells why a start failed, without its level.
pub(super) fn reason(lines: &[String]) -> String {
    let fatal = lines
        .iter()
        .rev()
        .find(|line| line.starts_with("FATAL:") || line.starts_with("PANIC:"));

    let line = fatal
        .or(lines.last())
        .map_or("it said nothing", String::as_str);

    line.split_once(":  ")
        .map_or(line, |(_, message)| message)
        .trim_end_matches('.')
        .to_owned()
}

fn read(said: ChildStderr, settled: &AtomicBool) -> Vec<String> {
    let mut start = Vec::new();
    let mut said = BufReader::new(said);
    let mut line = Vec::new();

    loop {
        line.clear();
        match said.read_until(b'\n', &mut line) {
            Ok(0) => return start,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the log of Postgres broke off");
                return start;
            }
        }

        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        let settled = settled.load(Ordering::Relaxed);

        if settled && is_warning(text) {
            tracing::warn!(line = text, "postgres");
        } else {
            tracing::debug!(line = text, "postgres");
        }
        if !settled && start.len() < KEPT {
            start.push(text.to_owned());
        }
    }
}

/// Whether an operator should see a line of a server that has started.
fn is_warning(line: &str) -> bool {
    !line.starts_with("LOG:") && !EXPECTED.iter().any(|end| line.ends_with(end))
}

/// The lines about sessions that ended in order: every open connection at a stop, and those that
/// the service closes during a statement whose client has gone.
///
/// The last two are about connections that are signing in at the stop: Postgres says "timeout" for
/// any end of a sign-in.
const EXPECTED: [&str; 4] = [
    "terminating connection due to administrator command",
    "connection to client lost",
    "canceling authentication due to timeout",
    "the database system is shutting down",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_that_ends_in_order_is_no_warning() {
        assert!(is_warning(
            "ERROR:  canceling statement due to statement timeout"
        ));
        assert!(is_warning(
            "FATAL:  the database system is in recovery mode"
        ));

        assert!(!is_warning("LOG:  checkpoint starting: time"));
        assert!(!is_warning(
            "FATAL:  terminating connection due to administrator command"
        ));
        assert!(!is_warning("FATAL:  connection to client lost"));
        assert!(!is_warning("FATAL:  the database system is shutting down"));
    }

    #[test]
    fn the_reason_is_the_last_fatal_line() {
        let lines = [
            "LOG:  starting",
            "FATAL:  lock file \"postmaster.pid\" already exists",
            "LOG:  down",
        ];

        assert_eq!(
            reason(&lines.map(str::to_owned)),
            "lock file \"postmaster.pid\" already exists"
        );
        assert_eq!(reason(&["no such library".to_owned()]), "no such library");
        assert_eq!(reason(&[]), "it said nothing");
    }
}
