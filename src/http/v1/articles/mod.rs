//! Articles, for readers and for admins.

pub mod read;
pub mod write;
