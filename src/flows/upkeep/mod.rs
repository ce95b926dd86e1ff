//! Work that runs beside requests: readiness, counts, statistics, expiry.

pub mod add_checkpoints;
pub mod fold_changes;
pub mod forget_expired;
pub(crate) mod readiness;
pub mod repair_checkpoints;
pub(crate) mod statistics;
