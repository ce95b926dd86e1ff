//! Which laws hold for the whole house?

mod migrations;
mod rooms;
mod source;
