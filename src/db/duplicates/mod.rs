//! Fingerprints, candidates, groups of duplicates and scans.

pub mod candidate_texts;
pub mod fingerprints;
pub mod group_changes;
pub mod groups;
pub mod members;
pub mod regrouping;
pub mod scans;
