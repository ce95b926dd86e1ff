//! Signing in and out, and the accounts of moderators.

pub mod change;
pub mod create;
pub mod first_admin;
pub mod read;
pub mod recognise;
pub mod refresh;
pub mod session;
pub mod sign_in;
pub mod sign_out;
