//! Turns facts about a comment into a verdict. Pure: no async, no clock, no I/O. The ordered lists
//! of checks are in `phases`.

pub mod comparison;
pub mod draft;
pub mod facts;
pub mod finding;
pub(crate) mod fingerprint_filter;
pub mod matches;
pub(crate) mod phases;
pub mod verdict;
