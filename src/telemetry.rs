//! The destination and the format of log lines.

mod lines;

use std::env;
use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use crate::telemetry::lines::Lines;

/// The format of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// The filter where `RUST_LOG` gives none. The HTTP library logs as errors what any port scanner
/// sends.
const DEFAULT: &str = "info,actix_http=off";

/// Keeps the logging alive. Lines that are logged after it is dropped may be lost.
#[must_use = "lines that wait are lost without it"]
pub(crate) struct Logging {
    _lines: Lines,
}

/// Writes log lines to the standard error stream from now on. `RUST_LOG` selects which.
pub(crate) fn start_logging(format: LogFormat) -> Logging {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT));

    let waiting = Lines::start();
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(waiting.writer())
        .with_ansi(has_colours())
        .with_target(false);

    match format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }

    Logging { _lines: waiting }
}

/// Colours are used at a terminal, unless the operator has declined them (no-color.org).
fn has_colours() -> bool {
    io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|declined| declined.is_empty())
}
