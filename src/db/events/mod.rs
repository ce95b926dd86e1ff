//! The events table: appended to, read as a feed, followed.

pub mod append;
pub mod feed;
pub mod follow;
