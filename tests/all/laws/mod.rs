//! The laws that hold for the whole code base.

mod bad_input;
mod errors;
mod imports;
mod migrations;
mod openapi;
pub mod operations;
mod quotas;
mod rights;
pub mod roles;
pub mod rooms;
mod signatures;
mod source;
mod statements;
mod text_limits;
