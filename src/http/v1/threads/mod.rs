//! Threads and comments, as readers read them.

pub(crate) mod comment;
pub(crate) mod latest;
pub(crate) mod order;
pub(crate) mod pages;
pub(crate) mod replies;
pub(crate) mod thread;
pub(crate) mod views;
