//! Articles.

pub mod page;
pub mod removal;
pub mod rows;
