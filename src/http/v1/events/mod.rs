//! Events: the feed and live streams.

pub(crate) mod feed;
pub(crate) mod live;
pub(crate) mod streams;
pub(crate) mod views;
