//! Sessions and accounts of moderators.

pub mod moderators;
pub mod sessions;
pub mod views;
