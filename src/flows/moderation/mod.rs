//! The queue, decisions and their audit log.

pub(crate) mod apply;
pub mod audit;
pub(crate) mod decide;
pub(crate) mod decide_many;
pub mod queue;
pub(crate) mod undo;
