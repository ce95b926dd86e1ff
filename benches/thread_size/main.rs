//! What does the size of a thread, of the queue and of other lists cost who reads a page? Ratios of
//! one run, on an embedded Postgres of its own.
//!
//!     cargo bench --bench thread_size
//!     cargo bench --bench thread_size -- --comments 50000
//!
//! Two databases, a small and a large one, are read by turns, so that whatever else the machine
//! does falls on both.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measure prints what it found, and stops at a surprise"
)]

#[path = "../duplicates_cost/figures.rs"]
mod figures;
#[path = "../../tests/all/threads/large.rs"]
mod large;
mod lists;
mod stage;
mod viral;

use moderato::postgres::Options;
use moderato::postgres::supervise::Server;

use stage::{Size, Stage};

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(run(comments(std::env::args())));
}

fn comments(arguments: impl Iterator<Item = String>) -> i64 {
    let mut arguments = arguments
        .skip_while(|argument| argument != "--comments")
        .skip(1);
    arguments.next().map_or(1_000_000, |count| {
        count.parse().expect("--comments takes a number")
    })
}

async fn run(comments: i64) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(Options::new(folder.path())).await.unwrap();
    let small = Stage::set(&server, ("small", folder.path()), Size::SMALL).await;
    let large = Stage::set(&server, ("large", folder.path()), Size::large(comments)).await;
    println!(
        "On {} cores, Postgres {}.\n",
        std::thread::available_parallelism().unwrap(),
        large.text("SHOW server_version").await
    );
    println!(
        "| page | {} | {} | ratio of p50 |\n|---|---|---|---|",
        small.size, large.size
    );
    lists::compare(&small, &large).await;
    println!("\n| posts, 16 connections | a second |\n|---|---|");
    viral::compare(&small).await;
    for stage in [small, large] {
        stage.app.database.primary.close();
        stage.app.database.replica.close();
    }
    server.stop().await.unwrap();
    folder.close().unwrap();
}
