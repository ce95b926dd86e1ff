//! The service against a bare server and against Postgres itself: ratios of one run, on loopback.
//!
//!     cargo bench --bench http
//!     cargo bench --bench http -- --quick --comments 1000
//!     cargo bench --bench http -- --only hot,posts
//!
//! It starts everything itself: an embedded Postgres with the service's own durable settings, the
//! service as users run it, a bare actix-web server with the same bytes, and the load: `wrk`, and
//! `pgbench` from the folder of the server's programs. The sides of a comparison take turns, so
//! that other load of the machine affects both.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::as_conversions,
    reason = "a benchmark prints its results and stops at an unexpected one"
)]

mod answer;
mod bare_server;
mod client;
mod cold;
mod fill;
mod fixture;
mod growth;
mod hot;
mod load;
mod message;
mod options;
mod outcome;
mod pgbench;
mod posts;
mod report;
mod request;
mod rounds;
mod statement_counts;
mod statement_log;
#[path = "../support/mod.rs"]
mod support;
mod written_rows;
mod wrk;

use std::process::ExitCode;

use clap::Parser;

use fixture::Fixture;
use options::{Options, Part};
use support::process::describe_machine;
use support::{rows, runtime, table};

fn main() -> ExitCode {
    if let Some(folder) = bare_server::folder_of(std::env::args()) {
        bare_server::serve(&folder);
        return ExitCode::SUCCESS;
    }

    let options = Options::parse();
    runtime::run(run(&options))
}

async fn run(options: &Options) {
    wrk::require_wrk();
    statement_log::subscribe();
    let fixture = Fixture::prepare().await;
    describe(&fixture, options).await;

    if options.wants(Part::Hot) {
        hot::measure(&fixture, options).await;
    }
    if options.wants(Part::Cold) {
        cold::measure(&fixture, options).await;
    }
    if options.wants(Part::Posts) {
        posts::measure(&fixture, options).await;
    }
    if options.wants(Part::Growth) {
        growth::measure(&fixture, options).await;
    }

    fixture.stop().await;
}

async fn describe(fixture: &Fixture, options: &Options) {
    let version = rows::text(&fixture.sql, "SHOW server_version").await;
    let seconds = options.turn().as_secs();

    table::header(&["", ""]);
    table::row(&["machine", &describe_machine()]);
    table::row(&["Postgres", &version]);
    table::row(&[
        "rounds",
        &format!("{} of {seconds} s, medians", options.rounds()),
    ]);
}
