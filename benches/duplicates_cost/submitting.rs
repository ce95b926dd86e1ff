//! What does detection add to taking a comment in?

use std::time::{Duration, Instant};

use futures_util::future::try_join;
use moderato::db::articles::find_destination;
use moderato::db::comments::{CommentRow, has_approved, insert_comment, insert_first_revision};
use moderato::db::connect::Connection;
use moderato::db::events::{NewEvent, insert_events};
use moderato::db::fingerprints::{FingerprintRow, upsert_fingerprint};
use moderato::domain::comment::{Author, AuthorName, CommentBody, EmailAddress};
use moderato::domain::event::EventKind;
use moderato::domain::ids::{ArticleId, CommentId};
use moderato::error::Result;
use moderato::flows::gather::Signed;
use moderato::flows::once::{Once, Origin, Reply};
use moderato::flows::submit::{Submission, Submitted, submit};
use moderato::moderation::draft::Draft;
use uuid::Uuid;

use super::figures::{Times, median};
use super::fill::{BUSY, CROWDED_SIGNATURE, email, identical, long_beginning, shared};
use super::random::Random;
use super::stage::Stage;
use super::words;

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 5;

/// Twice as many turns as are counted: on and off follow each other, and the first two warm up.
pub async fn throughput(stage: &Stage) {
    let mut shares = Vec::new();
    for round in 0..=ROUNDS {
        let off = taken_in(stage, round, Detection::Off).await;
        let on = taken_in(stage, round, Detection::On).await;
        let written = taken_in(stage, round, Detection::OnlyWritten).await;
        if round > 0 {
            shares.push((on, off, written));
        }
    }
    let on = median(shares.iter().map(|share| share.0));
    for (name, against) in [
        ("off", shares.iter().map(|share| (share.0 / share.1, share.1)).collect::<Vec<_>>()),
        ("only writing fingerprints", shares.iter().map(|share| (share.0 / share.2, share.2)).collect()),
    ] {
        println!(
            "| submit, {CONNECTIONS} connections, detection on against {name} | {:.2} of the throughput ({on:.0} and {:.0} a second) |",
            median(against.iter().map(|share| share.0)),
            median(against.iter().map(|share| share.1))
        );
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Detection {
    On,
    /// No fingerprint is made or written.
    Off,
    /// Fingerprints are made and written, and nothing else is done with them.
    OnlyWritten,
}

/// Comments a second, in two seconds.
async fn taken_in(stage: &Stage, round: usize, detection: Detection) -> f64 {
    let begun = Instant::now();
    let clients = (0..CONNECTIONS).map(|client| async move {
        let mut random = Random::named(&format!("{detection:?} {round} {client}"));
        let mut count = 0_u32;
        while begun.elapsed() < Duration::from_secs(2) {
            let (article, author) = (*random.pick(&stage.site.articles), 1 + random.below(200_000));
            let draft = draft(author, &words::comment(&mut random));
            match detection {
                Detection::On => drop(send(stage, article, draft).await),
                off => undetected(stage, article, draft, off).await.unwrap(),
            }
            count += 1;
        }
        count
    });
    let counts = futures_util::future::join_all(clients).await;
    f64::from(counts.iter().sum::<u32>()) / begun.elapsed().as_secs_f64()
}

fn draft(author: usize, body: &str) -> Draft {
    let author = Author {
        name: AuthorName::parse("Reader", "/name").unwrap(),
        email: EmailAddress::parse(&email(author), "/email").unwrap(),
        website: None,
    };
    Draft { author, body: CommentBody::parse(body, "/body").unwrap() }
}

/// The whole flow. A refusal is an answer, too: an author may repeat themselves by chance.
async fn send(stage: &Stage, article: Uuid, draft: Draft) -> Result<Reply> {
    let submission = Submission {
        article: ArticleId(article),
        parent: None,
        draft,
        challenge: None,
        address: None,
        moderator: None,
    };
    let answer = |submitted: &Submitted| Ok(reply(submitted.place.comment_id));
    let result = submit(&stage.app, submission, Once { key: None, write_down: &answer }).await;
    assert!(
        !matches!(&result, Err(error) if !matches!(error, moderato::error::Error::Refused(_))),
        "{:?}",
        result.err()
    );
    result
}

fn reply(id: Uuid) -> Reply {
    Reply { status: 201, location: None, body: id.as_bytes().to_vec(), origin: Origin::Made }
}

/// What `flows::submit` does without detection: the same reads and rows in one transaction, sent alike, but no locks on
/// keys, no look-up and no comparison.
async fn undetected(stage: &Stage, article: Uuid, draft: Draft, detection: Detection) -> Result<()> {
    let (app, prepared) = (&stage.app, draft.prepare());
    app.writes
        .transaction(async |conn: &mut Connection| {
            let destination = find_destination(conn, ArticleId(article)).await?.unwrap();
            let signed = Signed::new(prepared, destination)?;
            has_approved(conn, signed.site(), &signed.author_key, None).await?;
            let row = comment_row(app.clock.new_id(), app.clock.now(), &signed);
            insert_comment(conn, &row).await?;
            let event = NewEvent {
                site_id: row.site_id,
                kind: EventKind::CommentSubmitted,
                article_id: Some(row.article_id),
                comment_id: Some(row.comment_id),
                payload: serde_json::json!({ "status": row.status, "version": 1 }),
            };
            let place = (signed.site(), CommentId(row.comment_id));
            let fingerprint = FingerprintRow::new(place, row.created_at, &signed.fingerprint, &[]);
            let (event, conn) = ([event], &*conn);
            let rows = try_join(insert_first_revision(conn, &row), insert_events(conn, &event));
            match detection {
                Detection::OnlyWritten => drop(try_join(rows, upsert_fingerprint(conn, &fingerprint)).await?),
                _ => drop(rows.await?),
            }
            Ok(())
        })
        .await
}

fn comment_row(comment_id: Uuid, created_at: chrono::DateTime<chrono::Utc>, signed: &Signed) -> CommentRow {
    CommentRow {
        site_id: signed.destination.site_id,
        comment_id,
        article_id: signed.destination.article_id,
        parent_id: None,
        path: comment_id.as_bytes().to_vec(),
        depth: 0,
        status: "pending",
        visible: false,
        author_name: signed.prepared.author.name.as_str().to_owned(),
        author_email: signed.prepared.author.email.expose().to_owned(),
        author_website: None,
        author_key: signed.author_key.clone(),
        author_ip_hash: None,
        moderator_id: None,
        body: signed.prepared.body.as_str().to_owned(),
        html: signed.prepared.html.clone(),
        policy_version: 1,
        created_at,
    }
}

const CASES: [&str; 6] = [
    "a usual comment",
    "a signature of one comment in twenty",
    "a text of one comment in a hundred",
    "an author of one comment in a hundred",
    "10,000 letters, as 200 others in a million",
    "eight shared sentences of a hundred comments each",
];

fn case(random: &mut Random, number: usize) -> Draft {
    let (author, own) = (1 + random.below(200_000), words::comment(random));
    match number {
        1 => draft(author, &(own + &words::signature(CROWDED_SIGNATURE))),
        2 => draft(author, &identical()),
        3 => draft(BUSY, &own),
        4 => draft(author, &words::longest(random, &long_beginning())),
        5 => draft(author, &(0..8).map(shared).collect::<Vec<_>>().join(" ")),
        _ => draft(author, &own),
    }
}

/// One comment of each kind after the other.
pub async fn worst_cases(stage: &Stage) {
    let mut times: Vec<Times> = CASES.iter().map(|_| Times::default()).collect();
    let mut random = Random::named("worst cases");
    for round in 0..ROUNDS {
        for _ in 0..100 {
            for (number, times) in times.iter_mut().enumerate() {
                let (article, draft) = (*random.pick(&stage.site.articles), case(&mut random, number));
                let begun = Instant::now();
                let answer = send(stage, article, draft).await;
                times.add(round, begun.elapsed());
                drop(answer);
            }
        }
    }
    let usual = times[0].percentile(99);
    for (name, times) in CASES.iter().zip(&times) {
        println!(
            "| submit, p99: {name} | {:.1} times the usual ({:.1} ms) |",
            times.percentile(99) / usual,
            times.percentile(99) / 1_000.0
        );
    }
}
