//! Accounts of moderators and their sessions.

mod command_line;
mod cookies;
mod emails;
mod first_admin;
mod managing;
mod own_password;
mod own_sessions;
mod sessions;
mod sign_in;

const EMAIL: &str = "ada@example.org";
