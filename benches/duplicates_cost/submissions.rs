//! The cost that detection adds to a submission.

use std::time::{Duration, Instant};

use moderato::domain::ids::ArticleId;
use moderato::error::Result;
use moderato::flows::idempotency::Reply;
use moderato::moderation::draft::Draft;
use uuid::Uuid;

use super::corpus::{
    BUSY, CROWDED_SIGNATURE, any_author, email, identical, long_beginning, shared,
};
use super::fixture::Fixture;
use super::support::random::Random;
use super::support::submission::{draft, submit_draft};
use super::support::throughput::per_second;
use super::support::times::{Times, median, median_ratio};
use super::support::{table, words};
use super::undetected::{Fingerprint, submit_undetected};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 5;
const TURN: Duration = Duration::from_secs(2);
/// The submissions of each case in a round.
const OF_CASE: usize = 100;

#[derive(Clone, Copy, Debug)]
enum Detection {
    On,
    /// No fingerprint is made or written.
    Off,
    /// Fingerprints are made and written, and not used.
    OnlyWritten,
}

/// Compares submissions with detection to those without; the kinds follow each other in each round.
pub async fn measure_throughput(fixture: &Fixture) {
    let [mut off, mut on, mut written] = [Vec::new(), Vec::new(), Vec::new()];

    for round in 0..=ROUNDS {
        let rates = [
            submissions_per_second(fixture, round, Detection::Off).await,
            submissions_per_second(fixture, round, Detection::On).await,
            submissions_per_second(fixture, round, Detection::OnlyWritten).await,
        ];

        // The first round warms up.
        if round > 0 {
            off.push(rates[0]);
            on.push(rates[1]);
            written.push(rates[2]);
        }
    }

    for (name, other) in [("off", off), ("only writing fingerprints", written)] {
        let ratio = median_ratio(on.clone(), other.clone());
        table::row(&[
            &format!("submit, {CONNECTIONS} connections, detection on against {name}"),
            &format!(
                "{ratio:.2} of the throughput ({:.0} and {:.0} a second)",
                median(on.clone()),
                median(other)
            ),
        ]);
    }
}

async fn submissions_per_second(fixture: &Fixture, round: usize, detection: Detection) -> f64 {
    per_second(CONNECTIONS, TURN, |client| {
        let mut random = Random::named(&format!("{detection:?} {round} {client}"));

        async move || {
            let article = *random.pick(&fixture.site.articles);
            let email = email(any_author(&mut random));
            let draft = draft(&email, &words::comment(&mut random));
            submit(fixture, article, draft, detection).await;
        }
    })
    .await
}

async fn submit(fixture: &Fixture, article: Uuid, draft: Draft, detection: Detection) {
    let fingerprint = match detection {
        Detection::On => {
            drop(submit_detected(fixture, article, draft).await);
            return;
        }
        Detection::Off => Fingerprint::Missing,
        Detection::OnlyWritten => Fingerprint::Written,
    };

    submit_undetected(&fixture.app, ArticleId(article), draft, fingerprint)
        .await
        .unwrap();
}

/// Runs the whole flow. A refusal counts as an answer: a text may repeat another one by chance.
async fn submit_detected(fixture: &Fixture, article: Uuid, draft: Draft) -> Result<Reply> {
    submit_draft(&fixture.app, ArticleId(article), draft, |_| ()).await
}

const CASES: [&str; 6] = [
    "a usual comment",
    "a signature of one comment in twenty",
    "a text of one comment in a hundred",
    "an author of one comment in a hundred",
    "10,000 letters, as 200 others in a million",
    "eight shared sentences of a hundred comments each",
];

/// The draft of the case with this number.
fn case(random: &mut Random, number: usize) -> Draft {
    let author = email(any_author(random));
    let own = words::comment(random);

    match number {
        1 => draft(&author, &(own + &words::signature(CROWDED_SIGNATURE))),
        2 => draft(&author, &identical()),
        3 => draft(&email(BUSY), &own),
        4 => draft(&author, &words::longest(random, &long_beginning())),
        5 => {
            let sentences: Vec<String> = (0..8).map(shared).collect();
            draft(&author, &sentences.join(" "))
        }
        _ => draft(&author, &own),
    }
}

/// Compares the p99 of the slowest kinds of comments with that of a usual one. The cases take
/// turns.
pub async fn measure_worst_cases(fixture: &Fixture) {
    let mut times: Vec<Times> = CASES.iter().map(|_| Times::default()).collect();
    let mut random = Random::named("worst cases");

    for round in 0..ROUNDS {
        for _ in 0..OF_CASE {
            for (number, times) in times.iter_mut().enumerate() {
                let article = *random.pick(&fixture.site.articles);
                let draft = case(&mut random, number);

                let begun = Instant::now();
                let answer = submit_detected(fixture, article, draft).await;
                times.add(round, begun.elapsed());
                drop(answer);
            }
        }
    }

    let usual = times[0].percentile(99);
    for (name, times) in CASES.iter().zip(&times) {
        let p99 = times.percentile(99);
        table::row(&[
            &format!("submit, p99: {name}"),
            &format!(
                "{:.1} times the usual ({:.1} ms)",
                p99 / usual,
                p99 / 1_000.0
            ),
        ]);
    }
}
