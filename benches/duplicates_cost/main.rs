//! What does duplicate detection cost at a million comments? Ratios of one run, on an embedded
//! Postgres of its own.
//!
//!     cargo bench --bench duplicates_cost
//!     cargo bench --bench duplicates_cost -- --comments 20000
//!     cargo bench --bench duplicates_cost -- --only lookup,submit,scan,trigrams
//!
//! Everything that is compared is measured by turns, so that whatever else the machine does falls
//! on both.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::as_conversions,
    reason = "a measure prints what it found, and stops at a surprise"
)]

mod fill;
mod fixture;
mod lookup;
mod plan;
#[path = "../support/random.rs"]
#[expect(
    dead_code,
    reason = "shared with the benchmark of quality, which uses more of it"
)]
mod random;
mod submissions;
#[path = "../support/times.rs"]
mod times;
mod trigrams;
#[path = "../support/words.rs"]
mod words;

use fixture::Stage;

fn main() {
    let comments = option("--comments").map_or(1_000_000, |count| {
        count.parse().expect("--comments takes a number")
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(run(comments, option("--only")));
}

/// The argument after that name.
fn option(name: &str) -> Option<String> {
    std::env::args()
        .skip_while(|argument| argument != name)
        .nth(1)
}

async fn run(comments: usize, only: Option<String>) {
    let stage = Stage::set(comments).await;
    println!("| figure | measured |\n|---|---|");
    println!(
        "| comments, mean length | {comments}, {} bytes |",
        stage
            .number("SELECT avg(octet_length(body))::bigint FROM comments")
            .await
    );
    println!(
        "| machine | {} cores, Postgres {} |",
        std::thread::available_parallelism().unwrap(),
        stage.version().await
    );
    println!("| filling | {:.0} s |", stage.filling.as_secs_f64());
    stage.storage().await;
    stage.sizes().await;
    let wants = |part: &str| {
        only.as_deref()
            .is_none_or(|only| only.split(',').any(|one| one == part))
    };
    if wants("lookup") {
        plan::explain(&stage).await;
        lookup::cost(&stage).await;
        lookup::recall(&stage).await;
    }
    if wants("submit") {
        submissions::throughput(&stage).await;
        submissions::worst_cases(&stage).await;
    }
    if wants("scan") {
        stage.scan(comments / 10).await;
    }
    if wants("trigrams") {
        trigrams::cost(&stage).await;
    }
    stage.end().await;
}
