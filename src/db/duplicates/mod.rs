//! Fingerprints, candidates, groups of duplicates and scans.

pub(crate) mod candidate_texts;
pub mod candidates;
pub mod contacts;
pub mod fingerprints;
pub(crate) mod group_changes;
pub mod groups;
pub(crate) mod members;
pub mod scans;
pub(crate) mod separations;
