//! Which laws hold for the whole house?

mod migrations;
pub mod rooms;
mod source;
