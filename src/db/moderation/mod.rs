//! The queue, decisions and what moderators see of a comment.

pub mod decisions;
pub mod detail;
pub mod queue;
