//! Accounts of moderators, their sessions and failed sign-ins.

pub mod moderators;
pub mod refresh_tokens;
pub(crate) mod sessions;
pub(crate) mod sign_in_failures;
