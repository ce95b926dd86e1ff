//! The outcome of a subcommand, and how a failure is described.

use std::io;

use crate::error::{Error, Result};

pub type Outcome = Result<()>;

/// An error with its causes on one line.
pub fn describe(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);

    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }

    text
}

/// A server that the operator named and that does not answer, with what to check.
pub(crate) fn unanswered(fault: &Error) -> Error {
    let why = describe(fault);
    Error::setup(format!(
        "{why}: check DATABASE_URL, and whether its server runs and accepts this machine."
    ))
}

/// A failure of the standard output.
pub(crate) fn broken_output(fault: io::Error) -> Error {
    Error::internal("writing to the standard output", fault)
}
