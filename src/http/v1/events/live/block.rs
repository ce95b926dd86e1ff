//! How is an event written? The lines of the event stream format (HTML, section 9.2.6).

use actix_web::web::Bytes;
use serde::Serialize;

use crate::error::{Error, Result};

/// Milliseconds after which a browser comes back, at least.
const RETRY: u64 = 2_000;
/// Those who were cut at once come back spread over so many milliseconds.
const SPREAD: u64 = 3_000;

/// An event: its name, the cursor after it, and its data as JSON on one line.
///
/// # Errors
/// `Internal` when the data has no JSON form.
pub fn block(name: &str, cursor: &str, data: &impl Serialize) -> Result<Vec<u8>> {
    let data = serde_json::to_string(data).map_err(|fault| Error::internal("an event", fault))?;
    Ok(format!("event: {name}\nid: {cursor}\ndata: {data}\n\n").into_bytes())
}

/// How a stream begins: when to come back should it break. `number` tells readers apart.
pub fn retry(number: u64) -> Bytes {
    // A prime, so that neighbours do not come back together.
    let spread = number.wrapping_mul(7_919) % SPREAD;
    Bytes::from(format!("retry: {}\n\n", RETRY + spread))
}

/// A comment that keeps proxies from taking the stream for dead, and the cursor by now: without
/// data it is no event, but the browser remembers the cursor.
pub fn heartbeat(cursor: &str) -> Bytes {
    Bytes::from(format!(": heartbeat\nid: {cursor}\n\n"))
}
