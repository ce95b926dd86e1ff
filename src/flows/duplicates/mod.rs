//! Groups of duplicates: look-up, joining, changes by moderators, scans.

pub(crate) mod check;
pub(in crate::flows) mod join;
pub mod look_up;
pub(crate) mod merge;
pub(crate) mod preconditions;
pub(crate) mod read;
pub(in crate::flows) mod regroup;
pub mod scan;
mod scan_batch;
mod scan_contacts;
mod scan_fingerprints;
mod scan_matches;
mod scanned;
mod selection;
pub(crate) mod settle;
pub(crate) mod split;
