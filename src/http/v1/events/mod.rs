//! What happened: the feed and live streams.

pub mod feed;
pub mod live;
pub mod streams;
pub mod views;
