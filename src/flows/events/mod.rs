//! What happened: the feed, and messages for live streams.

pub mod broadcast;
pub mod catch_up;
pub mod forget;
pub mod public_messages;
pub mod queue_messages;
pub mod read;
