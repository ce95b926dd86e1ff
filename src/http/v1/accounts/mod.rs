//! Accounts of moderators, and signing in and out.

pub(crate) mod moderators;
mod refresh_cookie;
pub(crate) mod sessions;
mod views;
