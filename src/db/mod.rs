//! Postgres behind Diesel: one file for each table or read model, one function for each statement.
//!
//! Statements are named verb_noun and take the connection first. Lists are keyset-paged and name
//! their index. No statement removes a row of `decisions`, and only an erasure empties their
//! words. Events go when they are old, and never change.

pub mod accounts;
pub mod articles;
pub mod audit;
pub mod column_types;
pub mod comments;
pub mod connection;
pub mod counts;
pub mod duplicates;
pub mod events;
pub mod idempotency;
pub mod moderation;
pub mod people;
pub mod schema;
pub mod sites;
pub mod threads;
