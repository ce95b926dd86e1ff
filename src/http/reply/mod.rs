//! Shapes of answers: pages of lists, cached pages, idempotent replies, cursors.

pub mod cached;
pub mod cursor;
pub mod idempotent;
pub mod link;
pub mod page;
