//! Events: the feed, messages for live streams, and the removal of old events.

pub(crate) mod broadcast;
pub(crate) mod carried;
pub(crate) mod catch_up;
pub mod delete_old;
pub(crate) mod public_messages;
pub(crate) mod queue_messages;
pub(crate) mod read;
