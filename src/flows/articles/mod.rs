//! Publishing, changing, removing and reading articles.

pub mod read;
pub mod remove;
pub mod write;
