//! Articles.

pub mod page;
pub(crate) mod removal;
pub mod rows;
