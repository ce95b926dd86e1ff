//! Work that runs beside requests: readiness, counts, statistics, expiry.

pub mod fold_tallies;
pub mod forget_expired;
pub mod mark_lists;
pub mod mend_marks;
pub mod readiness;
pub mod statistics;
