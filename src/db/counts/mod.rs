//! Counts of comments, kept without a lock for each article.

pub mod marks;
pub mod tallies;
