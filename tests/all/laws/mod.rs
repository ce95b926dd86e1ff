//! Which laws hold for the whole house?

mod bad_input;
mod errors;
mod migrations;
mod openapi;
mod operations;
mod quotas;
mod rights;
mod roles;
pub mod rooms;
mod source;
