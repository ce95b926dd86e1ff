//! The connection to a managed Postgres: encrypted, and to the right server.

mod authority;
mod managed;
mod verifying;
