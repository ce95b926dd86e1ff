//! Accounts of moderators, and signing in and out.

pub(crate) mod moderators;
pub(crate) mod sessions;
mod views;
