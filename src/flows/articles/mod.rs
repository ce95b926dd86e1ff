//! Publishing, changing, removing and reading articles.

pub(crate) mod read;
pub(crate) mod remove;
pub mod renew;
pub(crate) mod write;

mod addresses;
mod find;
