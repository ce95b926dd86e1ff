//! Comments, their revisions, reports and findings.

pub mod authorship;
pub(crate) mod edit;
pub mod findings;
pub mod insert;
pub(crate) mod parent;
pub(crate) mod reports;
pub(crate) mod spent_challenges;
pub(crate) mod status_changes;
