//! What readers and authors do with comments.

mod challenges;
mod emails;
mod order;
mod own;
mod proof;
mod reports;
mod staff;
