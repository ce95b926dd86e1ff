//! What does detection add to taking a comment in?

use std::time::{Duration, Instant};

use diesel::sql_types::{Jsonb, Text};
use diesel_async::RunQueryDsl;
use moderato::db::articles::find_destination;
use moderato::db::comments::CommentRow;
use moderato::db::connect::Connection;
use moderato::db::events::NewEvent;
use moderato::db::new_comment::{NEW_COMMENT, insert_new_comment, with_comment};
use moderato::domain::comment::{Author, AuthorName, CommentBody, EmailAddress};
use moderato::domain::event::EventKind;
use moderato::domain::ids::{ArticleId, CommentId, SiteId};
use moderato::domain::pseudonym::{SiteSalt, author_key};
use moderato::error::Result;
use moderato::flows::gather::{Signed, find_its_home};
use moderato::flows::once::{Once, Origin, Reply};
use moderato::flows::submit::{Submission, Submitted, submit};
use moderato::moderation::draft::{Draft, PreparedComment};
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
        (
            "off",
            shares
                .iter()
                .map(|share| (share.0 / share.1, share.1))
                .collect::<Vec<_>>(),
        ),
        (
            "only writing fingerprints",
            shares
                .iter()
                .map(|share| (share.0 / share.2, share.2))
                .collect(),
        ),
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
            let (article, author) = (
                *random.pick(&stage.site.articles),
                1 + random.below(200_000),
            );
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
    Draft {
        author,
        body: CommentBody::parse(body, "/body").unwrap(),
    }
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
    let result = submit(
        &stage.app,
        submission,
        Once {
            key: None,
            write_down: &answer,
        },
    )
    .await;
    assert!(
        !matches!(&result, Err(error) if !matches!(error, moderato::error::Error::Refused(_))),
        "{:?}",
        result.err()
    );
    result
}

fn reply(id: Uuid) -> Reply {
    Reply {
        status: 201,
        location: None,
        body: id.as_bytes().to_vec(),
        origin: Origin::Made,
    }
}

/// What `flows::submit` does without detection: the same reads in one round trip and the same rows
/// in one statement, in one transaction, but no locks on keys, no look-up and no comparison.
async fn undetected(
    stage: &Stage,
    article: Uuid,
    draft: Draft,
    detection: Detection,
) -> Result<()> {
    let (app, prepared, article) = (&stage.app, draft.prepare(), ArticleId(article));
    let home = find_its_home(app, article).await?;
    let (site, salt) = (SiteId(home.site_id), SiteSalt::new(home.salt.clone()));
    let author_key = author_key(&prepared.author.email, &salt);
    let signed = match detection {
        Detection::OnlyWritten => Some(Signed::new(prepared.clone(), (article, home))?),
        Detection::On | Detection::Off => None,
    };
    app.writes
        .transaction(async |conn: &mut Connection| {
            let conn = &*conn;
            find_destination(conn, (site, article), &author_key, None).await?;
            let row = comment_row(
                (site, article),
                author_key,
                (app.clock.new_id(), app.clock.now()),
                prepared,
            );
            let event = NewEvent {
                site_id: row.site_id,
                kind: EventKind::CommentSubmitted,
                article_id: Some(row.article_id),
                comment_id: Some(row.comment_id),
                payload: serde_json::json!({ "status": row.status, "version": 1 }),
            };
            match &signed {
                Some(signed) => {
                    let place = (CommentId(row.comment_id), row.created_at);
                    insert_new_comment(conn, &row, (&signed.fingerprint_row(place, &[]), &event))
                        .await
                }
                None => insert_without_fingerprint(conn, &row, &event).await,
            }
        })
        .await
}

/// The statement of `insert_new_comment` without its part for fingerprints.
async fn insert_without_fingerprint(
    mut conn: &Connection,
    row: &CommentRow,
    event: &NewEvent,
) -> Result<()> {
    let (begin, rest) = NEW_COMMENT.split_once(", fingerprint AS (").unwrap();
    let (_, end) = rest.split_once("$22, $18)) ").unwrap();
    let statement = format!(
        "{begin} {}",
        end.replace("$23", "$19").replace("$24", "$20")
    );
    with_comment(statement, row)
        .bind::<Text, _>(event.kind.as_str())
        .bind::<Jsonb, _>(&event.payload)
        .execute(&mut conn)
        .await?;
    Ok(())
}

fn comment_row(
    (site, article): (SiteId, ArticleId),
    author_key: Vec<u8>,
    (comment_id, created_at): (Uuid, chrono::DateTime<chrono::Utc>),
    prepared: PreparedComment,
) -> CommentRow {
    CommentRow {
        site_id: site.0,
        comment_id,
        article_id: article.0,
        parent_id: None,
        path: comment_id.as_bytes().to_vec(),
        depth: 0,
        status: "pending",
        visible: false,
        author_name: prepared.author.name.as_str().to_owned(),
        author_email: prepared.author.email.expose().to_owned(),
        author_website: None,
        author_key,
        author_ip_hash: None,
        moderator_id: None,
        body: prepared.body.as_str().to_owned(),
        html: prepared.html,
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
                let (article, draft) = (
                    *random.pick(&stage.site.articles),
                    case(&mut random, number),
                );
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
