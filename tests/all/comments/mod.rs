//! What readers and authors do with comments.

mod challenges;
mod own;
mod reports;
mod staff;
