//! What readers read: threads, branches and single comments.

pub(crate) mod own_comment;
pub(crate) mod read;
