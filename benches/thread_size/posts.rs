//! Posts to one article, against posts to many.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use moderato::domain::ids::ArticleId;
use moderato::domain::status::Status;
use moderato::flows::comments::submit::Submitted;
use moderato::worker::Workers;
use uuid::Uuid;

use super::fixture::Fixture;
use super::support::rows::{DEFAULT_SITE, insert_articles};
use super::support::submission::{draft, submit_draft};
use super::support::table;
use super::support::throughput::per_second;
use super::support::times::{median, median_ratio};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 5;
const ARTICLES: usize = 1_000;
const TURN: Duration = Duration::from_secs(3);

/// Everything is published at once (policy mode `none`), so that each post changes the counts of
/// its article.
pub async fn compare(fixture: &Fixture) {
    let _workers = Workers::start(&fixture.app);
    let articles = insert_articles(&fixture.sql, DEFAULT_SITE, "busy", ARTICLES).await;
    let number = AtomicU64::new(0);
    let mut to_many = Vec::new();
    let mut to_one = Vec::new();

    for round in 0..=ROUNDS {
        let many = posts_per_second(fixture, &number, &articles).await;
        let one = posts_per_second(fixture, &number, &articles[..1]).await;

        // The first round warms up.
        if round > 0 {
            to_many.push(many);
            to_one.push(one);
        }
    }

    let ratio = median_ratio(to_one.clone(), to_many.clone());
    table::row(&[
        &format!("to {ARTICLES} articles"),
        &format!("{:.0}", median(to_many)),
    ]);
    table::row(&["to one article", &format!("{:.0}", median(to_one))]);
    table::row(&["ratio", &format!("{ratio:.2}")]);
}

/// Posts to the articles in turn. `number` counts all posts, so that each has a different text.
async fn posts_per_second(fixture: &Fixture, number: &AtomicU64, articles: &[Uuid]) -> f64 {
    per_second(CONNECTIONS, TURN, |_| {
        async || {
            let number = number.fetch_add(1, Ordering::Relaxed);
            let at = usize::try_from(number).unwrap() % articles.len();
            post(fixture, ArticleId(articles[at]), number).await;
        }
    })
    .await
}

async fn post(fixture: &Fixture, article: ArticleId, number: u64) {
    let draft = draft(&format!("reader{number}@example.org"), &text(number));
    let is_published =
        |submitted: &Submitted| assert_eq!(submitted.comment.status, Status::Approved);

    submit_draft(&fixture.app, article, draft, is_published)
        .await
        .unwrap();
}

/// Twenty words that no other comment has.
fn text(number: u64) -> String {
    let words = (0..20).map(|at| word(number * 20 + at + 1));

    words.collect::<Vec<_>>().join(" ")
}

/// Seven letters made of the seed by SplitMix64's mixing steps.
fn word(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let letters = (0..7).map(|_| {
        state ^= state >> 29;
        state = state.wrapping_mul(0xBF58_476D_1CE4_E5B9);

        char::from(b'a' + u8::try_from((state >> 40) % 26).unwrap())
    });

    letters.collect()
}
