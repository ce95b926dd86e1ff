//! Work that runs beside requests: readiness, counts, statistics, expiry.

pub mod add_checkpoints;
pub mod delete_expired;
pub mod fold_changes;
pub(crate) mod readiness;
pub mod repair_checkpoints;
pub(crate) mod statistics;
