//! Kept pages on their way out: encodings, conditions, known URLs.

pub mod accept_encoding;
pub mod coding;
pub mod conditional;
pub mod known_urls;
