//! The queue, decisions and their audit log.

pub mod apply;
pub mod audit;
pub mod decide;
pub mod decide_many;
pub mod queue;
pub mod undo;
