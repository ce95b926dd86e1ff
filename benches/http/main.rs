//! How close does the service come to a bare server and to Postgres itself? Ratios of one run, on
//! loopback.
//!
//!     cargo bench --bench http
//!     cargo bench --bench http -- --quick --comments 1000
//!     cargo bench --bench http -- --only hot,posts
//!
//! It starts everything itself: an embedded Postgres with the service's own durable settings, the
//! service as users run it, a bare actix-web server with the same bytes, and the load: `wrk`, and
//! `pgbench` from beside the server's programs. What is compared is measured by turns, so that
//! whatever else the machine does falls on both.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::as_conversions,
    reason = "a measure prints what it found, and stops at a surprise"
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
mod machine;
mod message;
mod options;
mod pgbench;
mod posts;
#[path = "../support/random.rs"]
#[expect(
    dead_code,
    reason = "shared with the benchmark of quality, which uses more of it"
)]
mod random;
mod report;
mod rounds;
mod service;
mod statement_log;
#[path = "../support/words.rs"]
#[expect(
    dead_code,
    reason = "shared with the benchmark of duplicates, which uses more of it"
)]
mod words;
mod written_rows;
mod wrk;

use fixture::Stage;
use options::Options;

fn main() {
    if let Some(folder) = bare_server::asked_for(std::env::args()) {
        return bare_server::serve(&folder);
    }
    let options = Options::read(std::env::args().skip(1));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(run(&options));
}

async fn run(options: &Options) {
    wrk::insist();
    statement_log::listen();
    let stage = Stage::set().await;
    machine::describe(&stage, options).await;
    if options.wants("hot") {
        hot::measure(&stage, options).await;
    }
    if options.wants("cold") {
        cold::measure(&stage, options).await;
    }
    if options.wants("posts") {
        posts::measure(&stage, options).await;
    }
    if options.wants("growth") {
        growth::measure(&stage, options).await;
    }
    stage.end().await;
}
