//! What the service does: one verb, one public function, at most one transaction.

pub mod accounts;
pub mod articles;
pub mod audit;
mod blocking;
pub mod comments;
pub mod duplicates;
pub mod events;
pub mod idempotency;
pub mod moderation;
pub(crate) mod pages;
pub mod people;
pub mod sites;
pub mod threads;
pub mod upkeep;
