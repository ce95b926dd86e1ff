//! The resources of version 1: one file each, and the views that they share.

pub mod comments;
pub mod threads;
pub mod views;
