//! Groups of duplicates: look-up, joining, settling, scans.

pub mod check;
pub mod guards;
pub mod join;
pub mod look_up;
pub mod merge;
pub mod read;
pub mod regroup;
pub mod scan;
pub mod scan_batch;
pub mod settle;
pub mod split;
