//! `moderato openapi`: prints the document that the service serves, for `openapi/openapi.json`.

use std::io::Write;

use crate::cli::outcome::{Outcome, broken_output};
use crate::http::contract::openapi::document_json;

/// Prints the document.
///
/// # Errors
/// `Internal` when the output cannot be written.
pub fn print() -> Outcome {
    let mut output = std::io::stdout().lock();
    output
        .write_all(document_json().as_bytes())
        .and_then(|()| output.flush())
        .map_err(broken_output)
}
