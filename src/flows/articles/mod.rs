//! Publishing, changing, removing and reading articles.

pub(crate) mod read;
pub(crate) mod remove;
pub mod renew;
pub(crate) mod write;

mod addresses;
pub(in crate::flows) mod find;
pub(in crate::flows) mod register;
