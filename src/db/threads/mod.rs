//! What readers read of comments: pages of threads, lists of the latest, single comments.

pub mod comment;
pub mod latest;
pub mod page;
pub(in crate::db) mod sizes;
