//! Pages of large threads, queues and other lists, against pages of small ones: ratios of one run,
//! on an embedded Postgres.
//!
//!     cargo bench --bench thread_size
//!     cargo bench --bench thread_size -- --comments 50000
//!
//! The pages of a small and of a large database are read by turns, so that other load of the
//! machine affects both.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its results and stops at an unexpected one"
)]

mod fixture;
#[path = "../../tests/all/threads/large.rs"]
mod large;
mod lists;
mod page;
mod posts;
#[path = "../support/mod.rs"]
mod support;

use std::process::ExitCode;

use clap::Parser;

use fixture::{Fixture, Size};
use support::postgres::Postgres;
use support::process::cores;
use support::{rows, runtime, table};

#[derive(Parser)]
struct Options {
    /// How many comments the large thread has.
    #[arg(long, default_value_t = 1_000_000)]
    comments: i64,
    /// Given by `cargo bench` to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();

    runtime::run(run(options.comments))
}

async fn run(comments: i64) {
    let postgres = Postgres::start().await;
    let small = Fixture::prepare(&postgres, "small", Size::SMALL).await;
    let large = Fixture::prepare(&postgres, "large", Size::large(comments)).await;

    println!(
        "On {} cores, Postgres {}.\n",
        cores(),
        rows::text(&large.sql, "SHOW server_version").await
    );
    table::header(&[
        "page",
        &small.size.to_string(),
        &large.size.to_string(),
        "ratio of p50",
    ]);
    lists::compare(&small, &large).await;

    println!();
    table::header(&["posts, 16 connections", "a second"]);
    posts::compare(&small).await;

    for fixture in [small, large] {
        fixture.app.database.primary.close();
        fixture.app.database.replica.close();
    }
    postgres.stop().await;
}
