//! Prints answers to the standard output and complaints to the standard error stream.

use std::io::{self, Write};

use crate::cli::outcome::{Outcome, broken_output};

/// Prints an answer.
///
/// # Errors
/// `Internal` when the output cannot be written.
pub fn answer(text: &str) -> Outcome {
    let mut output = io::stdout().lock();
    writeln!(output, "{text}")
        .and_then(|()| output.flush())
        .map_err(broken_output)
}

/// Prints a complaint. A failure to print is ignored: the exit code still tells of the fault.
pub(crate) fn complain(text: &str) {
    drop(writeln!(io::stderr().lock(), "moderato: {text}"));
}
