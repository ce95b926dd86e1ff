//! What readers and authors do with comments.

mod challenges;
mod emails;
mod order;
mod outcome;
mod own;
mod reports;
mod staff;
