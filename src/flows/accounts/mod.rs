//! Signing in and out, and the accounts of moderators.

pub(crate) mod change;
pub(crate) mod create;
pub mod first_admin;
pub(crate) mod own_password;
pub(crate) mod own_sessions;
pub(crate) mod read;
pub(crate) mod recognise;
pub(crate) mod refresh;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
