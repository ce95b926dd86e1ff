//! Publishing, changing, removing and reading articles.

pub(crate) mod read;
pub(crate) mod remove;
pub(crate) mod write;
