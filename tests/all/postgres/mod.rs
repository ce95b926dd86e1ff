//! The embedded server, through the library's own interface.

mod accounts;
mod durability;
mod endings;
mod fetching;
mod folders;
mod roles;
mod support;
