//! The queue, decisions and their audit log.

pub(crate) mod activity;
pub(in crate::flows) mod apply;
pub(crate) mod audit;
pub(in crate::flows) mod compare_texts;
pub(in crate::flows) mod contact_uses;
pub(crate) mod decide;
pub(crate) mod decide_many;
pub(crate) mod detail;
pub(crate) mod queue;
pub(in crate::flows) mod repeated_ids;
mod search;
mod search_segments;
mod shortening;
pub(crate) mod undo;
