//! The audit log.

pub(crate) mod log;
