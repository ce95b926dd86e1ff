//! Threads and comments, as readers read them.

pub mod read;
pub mod views;
