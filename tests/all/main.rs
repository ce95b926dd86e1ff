//! The only integration test binary: the laws of the code, and a folder for each area.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a surprise is a failure, and a failure is what a test is for"
)]

mod accounts;
mod articles;
mod audit;
mod cache;
mod cli;
mod comments;
mod duplicates;
mod edge;
mod encryption;
mod events;
mod faces;
mod faults;
mod hostile;
mod laws;
mod moderation;
mod pages;
mod people;
mod postgres;
mod readme;
mod seed;
mod snapshots;
mod support;
mod text;
mod threads;
