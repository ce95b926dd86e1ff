//! Threads as pages that need no script: to read, and to write a comment in a form.

mod asked;
mod comments;
mod document;
mod fields;
mod home;
mod own_pages;
pub(super) mod read;
mod words;
pub(super) mod write;
mod writing;
