//! Kept pages on their way out: encodings, conditions, known URLs.

pub(crate) mod accept_encoding;
pub(crate) mod coding;
pub mod conditional;
pub(crate) mod known_urls;
