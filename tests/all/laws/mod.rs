//! The laws that hold for the whole code base.

mod bad_input;
mod errors;
mod imports;
mod migrations;
mod openapi;
mod operations;
mod quotas;
mod rights;
mod roles;
pub mod rooms;
mod signatures;
mod source;
mod statements;
mod text_limits;
