//! Counts of lists of comments, kept without a lock for each article.

pub(crate) mod changes;
pub mod checkpoints;
pub(crate) mod lists;
