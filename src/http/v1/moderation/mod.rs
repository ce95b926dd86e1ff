//! The queue and decisions.

pub mod decisions;
pub mod queue;
pub mod views;
