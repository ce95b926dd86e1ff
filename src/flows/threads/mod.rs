//! What readers read: threads, branches and single comments.

pub mod own_comment;
pub mod read;
