//! Comments, their revisions, reports and findings.

pub mod findings;
pub mod insert;
pub(crate) mod own;
pub(crate) mod places;
pub(crate) mod reports;
pub mod rows;
pub(crate) mod spent_challenges;
