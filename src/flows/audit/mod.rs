//! The audit log: entries are appended, sealed, read, verified, and removed by age.

pub(in crate::flows) mod append;
pub(crate) mod read;
pub mod remove_old;
pub mod seal;
pub(crate) mod verify;
