//! The events table: append, read as a feed, follow, remove old events.

pub mod append;
pub mod feed;
pub mod follow;
pub(crate) mod removal;
pub(crate) mod restored;
