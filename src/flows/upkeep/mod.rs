//! Work that runs beside requests: readiness, counts, search, statistics, expiry.

pub mod add_checkpoints;
pub mod delete_expired;
pub mod fold_changes;
pub mod index_search;
pub(crate) mod readiness;
pub mod repair_checkpoints;
pub(crate) mod statistics;
