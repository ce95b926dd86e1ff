//! The cost of idle live streams: resident memory of the service before and with many of them, and
//! how long a comment takes from its approval to all of them.
//!
//!     cargo bench --bench streams
//!     cargo bench --bench streams -- --streams 1000
//!
//! It starts the service with an embedded Postgres, and opens the streams over loopback, a hundred
//! from each address. Both processes need at most two open files for each stream: `ulimit -Hn`
//! prints how many they may have.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a benchmark prints its results and stops at an unexpected one"
)]

mod demo;
mod received;
#[path = "../support/mod.rs"]
mod support;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use demo::Demo;
use received::Received;
use support::scratch::Scratch;
use support::{runtime, table};

/// The time that the service has to settle after its start.
const SETTLING: Duration = Duration::from_secs(2);
/// Long enough for the first heartbeat of each stream.
const QUIET: Duration = Duration::from_secs(20);

#[derive(Parser)]
struct Options {
    /// How many streams are opened.
    #[arg(long, default_value_t = 10_000)]
    streams: usize,
    /// Given by `cargo bench` to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    raise_limit_of_files();

    runtime::run(run(options.streams))
}

fn raise_limit_of_files() {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, most, most).unwrap();
}

async fn run(count: usize) {
    let scratch = Scratch::create();
    let demo = Demo::start(&scratch, count);
    let token = demo.service.sign_in().await;
    let comment = demo.post_comment().await;
    tokio::time::sleep(SETTLING).await;
    let idle = demo.resident();

    let received = Received::new();
    let begun = Instant::now();
    for number in 0..count {
        received.count_from(demo.open_stream(number).await);
    }
    received.wait_for_ready(count).await;
    let opening = begun.elapsed();
    tokio::time::sleep(QUIET).await;
    let busy = demo.resident();

    let begun = Instant::now();
    demo.approve(&token, &comment).await;
    let acknowledged = begun.elapsed();
    received.wait_for_approved(count).await;
    let arrived = begun.elapsed();

    let streams = busy.saturating_sub(idle);
    table::header(&["figure", "measured"]);
    print("live streams", &count.to_string());
    print("resident memory of the idle service", &megabytes(idle));
    print("the same with the streams", &megabytes(busy));
    print("for the streams", &megabytes(streams));
    print(
        "for each stream",
        &format!("{:.1} KB", streams as f64 / count as f64),
    );
    print("opening all of them", &seconds(opening));
    print(
        "an approval is acknowledged after",
        &milliseconds(acknowledged),
    );
    print(
        "and has reached the last stream after",
        &milliseconds(arrived),
    );
    print("resident memory after that", &megabytes(demo.resident()));
    print(
        "the service ends within",
        &seconds(demo.service.terminate()),
    );
}

fn print(figure: &str, measured: &str) {
    table::row(&[figure, measured]);
}

fn megabytes(kilobytes: u64) -> String {
    format!("{:.1} MB", kilobytes as f64 / 1_024.0)
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

fn milliseconds(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1_000.0)
}
