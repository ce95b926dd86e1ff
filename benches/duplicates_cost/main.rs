//! What does duplicate detection cost at a million comments? Ratios of one run, on an embedded Postgres of its own.
//!
//!     cargo bench --bench duplicates_cost
//!     cargo bench --bench duplicates_cost -- --comments 20000
//!
//! Everything that is compared is measured by turns, so that whatever else the machine does falls on both.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::as_conversions,
    reason = "a measure prints what it found, and stops at a surprise"
)]

mod figures;
mod fill;
mod lookup;
mod plan;
#[path = "../duplicates/random.rs"]
#[expect(dead_code, reason = "shared with the benchmark of quality, which uses more of it")]
mod random;
mod stage;
mod submitting;
mod trigrams;
mod words;

use stage::Stage;

fn main() {
    let comments = comments(std::env::args());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run(comments));
}

fn comments(arguments: impl Iterator<Item = String>) -> usize {
    let mut arguments = arguments.skip_while(|argument| argument != "--comments").skip(1);
    arguments.next().map_or(1_000_000, |count| count.parse().expect("--comments takes a number"))
}

async fn run(comments: usize) {
    let stage = Stage::set(comments).await;
    println!("| figure | measured |\n|---|---|");
    println!(
        "| comments, mean length | {comments}, {} bytes |",
        stage.number("SELECT avg(octet_length(body))::bigint FROM comments").await
    );
    println!(
        "| machine | {} cores, Postgres {} |",
        std::thread::available_parallelism().unwrap(),
        stage.version().await
    );
    println!("| filling | {:.0} s |", stage.filling.as_secs_f64());
    stage.storage().await;
    stage.sizes().await;
    plan::explain(&stage).await;
    lookup::cost(&stage).await;
    lookup::recall(&stage).await;
    submitting::throughput(&stage).await;
    submitting::worst_cases(&stage).await;
    stage.scan(comments / 10).await;
    trigrams::cost(&stage).await;
    stage.end().await;
}
