//! The event stream format (HTML, section 9.2.6): how an event is written.

use actix_web::web::Bytes;
use serde::Serialize;

use crate::error::{Error, Result};

/// The milliseconds after which a browser reconnects, at least.
const RETRY: u64 = 2_000;
/// Readers who were disconnected at once reconnect spread over so many milliseconds.
const SPREAD: u64 = 3_000;

/// An event: its name, the cursor after it, and its data as JSON on one line.
///
/// # Errors
/// `Internal` when the data has no JSON form.
pub(in crate::http::v1::events) fn block(
    name: &str,
    cursor: &str,
    data: &impl Serialize,
) -> Result<Vec<u8>> {
    let data = serde_json::to_string(data).map_err(|fault| Error::internal("an event", fault))?;

    Ok(format!("event: {name}\nid: {cursor}\ndata: {data}\n\n").into_bytes())
}

/// The beginning of a stream: when to reconnect if it breaks. `number` differs from reader to
/// reader.
pub(super) fn retry(number: u64) -> Bytes {
    // A prime, so that consecutive readers do not reconnect together.
    let spread = number.wrapping_mul(7_919) % SPREAD;

    Bytes::from(format!("retry: {}\n\n", RETRY + spread))
}

/// A comment that keeps proxies from closing an idle stream, and the present cursor. Without data it
/// is no event, but the browser remembers the cursor.
pub(super) fn heartbeat(cursor: &str) -> Bytes {
    Bytes::from(format!(": heartbeat\nid: {cursor}\n\n"))
}
