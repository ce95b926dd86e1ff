//! How does the command line speak? Answers to the standard output, complaints to the standard
//! error stream.

use std::io::{self, Write};

use crate::cli::{Outcome, broken_output};

/// Prints an answer.
///
/// # Errors
/// `Internal` when nobody takes it.
pub fn answer(text: &str) -> Outcome {
    let mut output = io::stdout().lock();
    writeln!(output, "{text}")
        .and_then(|()| output.flush())
        .map_err(broken_output)
}

/// Prints a complaint. There is nobody to tell when that fails; the exit code still does.
pub fn complain(text: &str) {
    drop(writeln!(io::stderr().lock(), "moderato: {text}"));
}
