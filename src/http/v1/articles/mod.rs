//! Articles, for readers and for admins.

mod input;
pub mod read;
pub(crate) mod views;
pub mod write;
