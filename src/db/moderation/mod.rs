//! The queue, the audit log and what moderators see of one comment.

pub mod activity;
pub mod decisions;
pub(crate) mod detail;
pub mod queue;
pub mod search;
pub mod search_candidates;
pub mod search_rows;
pub(crate) mod search_segments;
