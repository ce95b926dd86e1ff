//! The audit log, and the chain of hashes that seals it. Rows are appended and read, never changed;
//! the owner of the tables removes old ones. Network addresses stand apart and are forgotten.

pub(crate) mod addresses;
pub mod append;
pub mod pages;
pub mod removal;
pub mod seals;
pub(crate) mod sign_ins;
pub mod verification;
