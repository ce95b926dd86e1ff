//! The queue, decisions, the audit log, and comments as moderators see them.

pub(crate) mod activity;
pub(crate) mod audit_log;
pub(crate) mod bulk_decisions;
pub(crate) mod decisions;
pub(crate) mod detail;
pub(crate) mod queue;
pub(crate) mod views;
