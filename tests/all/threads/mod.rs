//! Threads: posting into them, reading them page by page, their numbers and counts.

mod counting;
mod large;
mod lists;
mod once;
mod plain_counts;
mod plans;
mod sizes;
mod submitting;
mod walking;
