//! The destination and the format of log lines.

mod lines;

use std::env;
use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use crate::telemetry::lines::Lines;

/// The two shapes of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// What is logged where `RUST_LOG` does not say. The HTTP library calls an error what any port
/// scanner sends.
const DEFAULT: &str = "info,actix_http=off";

/// What has to live as long as lines are logged.
#[must_use = "lines that wait are lost without it"]
pub struct Logging {
    _lines: Lines,
}

/// Sends log lines to the standard error stream from now on. `RUST_LOG` chooses which.
pub fn start_logging(format: LogFormat) -> Logging {
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

/// Colours are for people at a terminal who have not declined them (no-color.org): in a file they
/// are noise.
fn has_colours() -> bool {
    io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|declined| declined.is_empty())
}
