//! Which laws hold for the whole house?

mod rooms;
mod source;
