//! Articles.

pub mod addresses;
pub mod page;
pub mod posting_context;
pub(crate) mod removal;
pub(crate) mod write;
