//! Accounts of moderators, and signing in and out.

pub(crate) mod moderators;
pub(crate) mod own_sessions;
mod refresh_cookie;
pub(crate) mod sessions;
mod views;
