//! Postgres behind Diesel: one file for each table or read model, one function for each statement.
//!
//! Statements are named verb_noun and take the connection first. Lists are keyset-paged and name
//! their index. No statement changes or removes a row of `decisions`. Events go when they are old,
//! and never change.

pub mod address;
pub mod article_page;
pub mod article_removal;
pub mod articles;
pub mod candidates;
pub mod comments;
pub mod connect;
pub mod decisions;
pub mod driver;
pub mod duplicate_groups;
pub mod duplicates;
pub mod event_feed;
pub mod events;
pub mod fault;
pub mod findings;
pub mod fingerprints;
pub mod follow;
pub mod group_changes;
pub mod idempotency;
pub mod installation;
pub mod lent;
pub mod lock;
pub mod migrate;
pub mod moderated_comment;
pub mod moderators;
pub mod new_comment;
pub mod own_comments;
pub mod places;
pub mod pool;
pub mod prepared;
pub mod pulse;
pub mod queue;
pub mod readiness;
pub mod refresh_tokens;
pub mod regrouping;
pub mod reports;
pub mod scans;
pub mod schema;
pub mod seek;
pub mod shares;
pub mod sign_in_failures;
pub mod sites;
pub mod spent_challenges;
mod sqlstate;
pub mod statistics;
pub mod tallies;
pub mod tally_marks;
pub mod thread_page;
pub mod tls;
mod transport;
