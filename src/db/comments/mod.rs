//! Comments, their revisions, reports and findings.

pub mod findings;
pub mod insert;
pub mod own;
pub mod places;
pub mod reports;
pub mod rows;
pub mod spent_challenges;
