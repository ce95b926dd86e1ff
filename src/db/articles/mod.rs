//! Articles.

pub mod addresses;
pub(crate) mod contact_text;
pub mod page;
pub mod posting_context;
pub(crate) mod removal;
pub(crate) mod write;
