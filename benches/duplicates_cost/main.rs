//! The cost of duplicate detection at a million comments: ratios of one run, on an embedded
//! Postgres.
//!
//!     cargo bench --bench duplicates_cost
//!     cargo bench --bench duplicates_cost -- --comments 20000
//!     cargo bench --bench duplicates_cost -- --only lookup,submit,scan,trigrams
//!
//! The sides of a comparison are measured by turns, so that other load of the machine affects both.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::as_conversions,
    reason = "a benchmark prints its results and stops at an unexpected one"
)]

mod copy;
mod corpus;
mod fill;
mod fixture;
mod lookup;
mod plan;
mod scan;
mod storage;
mod submissions;
#[path = "../support/mod.rs"]
mod support;
mod trigrams;
mod undetected;

use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use fixture::Fixture;
use support::process::cores;
use support::{rows, runtime, table};

#[derive(Parser)]
struct Options {
    /// How many comments the database has.
    #[arg(long, default_value_t = 1_000_000)]
    comments: usize,
    /// The parts to measure, separated by commas; all by default.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
    /// Given by `cargo bench` to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Lookup,
    Submit,
    Scan,
    Trigrams,
}

fn main() -> ExitCode {
    let options = Options::parse();

    runtime::run(run(&options))
}

async fn run(options: &Options) {
    let fixture = Fixture::prepare(options.comments).await;
    let wants = |part| options.only.is_empty() || options.only.contains(&part);

    table::header(&["figure", "measured"]);
    describe(&fixture, options.comments).await;
    storage::measure(&fixture.sql).await;

    if wants(Part::Lookup) {
        plan::explain(&fixture).await;
        lookup::measure_cost(&fixture).await;
        lookup::measure_recall(&fixture).await;
    }
    if wants(Part::Submit) {
        submissions::measure_throughput(&fixture).await;
        submissions::measure_worst_cases(&fixture).await;
    }
    if wants(Part::Scan) {
        scan::measure(&fixture, options.comments / 10).await;
    }
    if wants(Part::Trigrams) {
        trigrams::measure(&fixture.sql).await;
    }

    fixture.stop().await;
}

async fn describe(fixture: &Fixture, comments: usize) {
    let mean = "SELECT avg(octet_length(body))::bigint FROM comments";
    let bytes = rows::number(&fixture.sql, mean).await;
    let version = rows::text(&fixture.sql, "SHOW server_version").await;

    table::row(&[
        "comments, mean length",
        &format!("{comments}, {bytes} bytes"),
    ]);
    table::row(&["machine", &format!("{} cores, Postgres {version}", cores())]);
    table::row(&[
        "filling",
        &format!("{:.0} s", fixture.filling.as_secs_f64()),
    ]);
}
