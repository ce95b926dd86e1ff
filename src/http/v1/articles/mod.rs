//! Articles, for readers and for admins.

mod input;
pub(crate) mod previews;
pub(crate) mod read;
pub(crate) mod views;
pub(crate) mod write;
