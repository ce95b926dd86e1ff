//! Accounts of moderators, their sessions and failed sign-ins.

pub mod moderators;
pub(crate) mod refresh_tokens;
pub(crate) mod sign_in_failures;
