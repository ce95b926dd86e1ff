//! How do the comments come in? Made by two threads, written by COPY with the indexes built at the
//! end.

use std::fmt::Write as _;
use std::io::Cursor;

use futures_util::SinkExt;
use moderato::db::duplicates::fingerprints::CROWD;
use moderato::domain::comment::EmailAddress;
use moderato::domain::pseudonym::{SiteSalt, author_key};
use moderato::text::fingerprint::Fingerprint;
use moderato::text::skeleton::Skeleton;
use tokio_postgres::Client;
use uuid::Uuid;

use super::random::Random;
use super::words;

const BATCH: usize = 10_000;
/// Counters for keys, by their last bits: far more than there are keys, so that hardly two share
/// one.
const COUNTERS: usize = 1 << 27;
/// 2026-11-01: everything is younger than every window of the policy, so that nothing is left out
/// for its age.
pub const BEGINNING: u64 = 1_793_491_200_000;

#[derive(Clone)]
pub struct Site {
    pub site: Uuid,
    pub salt: SiteSalt,
    /// One for every two hundred comments.
    pub articles: Vec<Uuid>,
}

pub struct Stored {
    pub id: Uuid,
    pub article: Uuid,
    pub author: usize,
    pub body: String,
    pub fingerprint: Fingerprint,
}

/// UUIDv7, in the order of their numbers, a millisecond apart.
fn id(number: usize) -> Uuid {
    let number = u64::try_from(number).unwrap();
    let bits = (u128::from(BEGINNING + number) << 80) | (7 << 76) | (2 << 62);
    Uuid::from_u128(bits | u128::from(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 3))
}

pub fn email(author: usize) -> String {
    format!("reader{author}@example.org")
}

pub fn key_of(author: usize, salt: &SiteSalt) -> Vec<u8> {
    author_key(
        &EmailAddress::parse(&email(author), "/email").unwrap(),
        salt,
    )
}

/// The author of one comment in a hundred.
pub const BUSY: usize = 0;

/// What one comment in a hundred says.
pub fn identical() -> String {
    words::comment(&mut Random::named("identical"))
        + " That is what we all say here, again and again."
}

/// Eight sentences, each of which some hundred comments have.
pub fn shared(number: usize) -> String {
    let mut random = Random::named(&format!("shared {number}"));
    format!(
        "{} {}",
        words::sentence(&mut random).replace('.', ","),
        words::sentence(&mut random)
    )
}

/// How a hundred and more of the longest comments begin.
pub fn long_beginning() -> String {
    shared(99)
}

/// The signature of one comment in twenty.
pub const CROWDED_SIGNATURE: usize = 50;

fn text(random: &mut Random, number: usize, before: &[Stored]) -> String {
    if number % 5_000 == 999 {
        return words::longest(random, &long_beginning());
    }
    let own = words::comment(random);
    match random.below(1_000) {
        0..30 if !before.is_empty() => {
            let (source, count) = (random.below(before.len()), random.between(1, 5));
            let source: String = before[source].body.chars().take(1_000).collect();
            words::edited(random, &source, count)
        }
        30..35 => {
            let campaign = random.below(40);
            let text = words::comment(&mut Random::named(&format!("campaign {campaign}")));
            words::edited(random, &text, 1)
        }
        35..115 => own + &words::signature(random.below(50)),
        115..165 => own + &words::signature(CROWDED_SIGNATURE),
        165..175 => identical(),
        186..188 => format!("{own} {}", shared(random.below(8))),
        _ => own,
    }
}

fn batch(site: &Site, (from, to, name): (usize, usize, &str)) -> Vec<Stored> {
    let mut random = Random::named(&format!("{name} {from}"));
    let salt = site.salt.of_fingerprints();
    let mut made: Vec<Stored> = Vec::with_capacity(to - from);
    for number in from..to {
        let body = text(&mut random, number, &made);
        let author = if random.chance(1) {
            BUSY
        } else {
            1 + random.below(200_000)
        };
        made.push(Stored {
            id: id(number),
            article: *random.pick(&site.articles),
            author,
            fingerprint: Fingerprint::of(&Skeleton::of(&body), &salt),
            body,
        });
    }
    made
}

/// What is written beside the comments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum With {
    Fingerprints,
    Nothing,
}

/// Fills a site, and returns every `keep`th of its comments.
pub async fn fill(
    sql: &Client,
    site: &Site,
    (name, count, with): (&str, usize, With),
    keep: usize,
) -> Vec<Stored> {
    let mut counts = vec![0_u8; COUNTERS];
    let mut kept = Vec::new();
    for from in (0..count).step_by(2 * BATCH) {
        let (middle, end) = ((from + BATCH).min(count), (from + 2 * BATCH).min(count));
        let (first, second) = std::thread::scope(|scope| {
            let first = scope.spawn(|| batch(site, (from, middle, name)));
            let second = batch(site, (middle, end, name));
            (first.join().unwrap(), second)
        });
        for mut made in [first, second] {
            copy(sql, COMMENTS, comments(site, &made)).await;
            if with == With::Fingerprints {
                made.iter_mut()
                    .for_each(|stored| leave_out(&mut counts, &mut stored.fingerprint.keys));
                copy(sql, FINGERPRINTS, fingerprints(site, &made)).await;
            }
            kept.extend(made.into_iter().step_by(keep));
        }
    }
    kept
}

fn leave_out(counts: &mut [u8], keys: &mut Vec<i32>) {
    keys.retain(|key| {
        let count = &mut counts[usize::try_from(key.cast_unsigned()).unwrap() % COUNTERS];
        let free = usize::from(*count) < CROWD;
        *count += u8::from(free);
        free
    });
}

const COMMENTS: &str = "COPY comments (site_id, comment_id, article_id, path, depth, status, visible, author_name, \
    author_email, author_key, body, html, policy_version, created_at) FROM STDIN";
const FINGERPRINTS: &str = "COPY fingerprints (site_id, comment_id, fingerprint_version, letters, exact_hash, \
    keys, created_at) FROM STDIN";

fn at(id: Uuid) -> String {
    let milliseconds = i64::try_from(id.as_u128() >> 80).unwrap();
    chrono::DateTime::from_timestamp_millis(milliseconds)
        .unwrap()
        .to_rfc3339()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold("\\\\x".to_owned(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn comments(site: &Site, made: &[Stored]) -> String {
    let mut lines = String::new();
    for Stored {
        id,
        article,
        author,
        body,
        ..
    } in made
    {
        let (path, key, body) = (
            hex(id.as_bytes()),
            hex(&key_of(*author, &site.salt)),
            body.replace('\n', "\\n"),
        );
        let (site, email, at) = (site.site, email(*author), at(*id));
        writeln!(
            lines,
            "{site}\t{id}\t{article}\t{path}\t0\tapproved\tt\tReader\t{email}\t{key}\t{body}\t<p>{body}</p>\t1\t{at}"
        )
        .unwrap();
    }
    lines
}

fn fingerprints(site: &Site, made: &[Stored]) -> String {
    let mut lines = String::new();
    for Stored {
        id, fingerprint, ..
    } in made
    {
        let Fingerprint {
            version,
            letters,
            exact_hash,
            keys,
            ..
        } = fingerprint;
        let keys: Vec<String> = keys.iter().map(i32::to_string).collect();
        let (site, keys, at) = (site.site, keys.join(","), at(*id));
        writeln!(
            lines,
            "{site}\t{id}\t{version}\t{letters}\t{exact_hash}\t{{{keys}}}\t{at}"
        )
        .unwrap();
    }
    lines
}

async fn copy(sql: &Client, statement: &str, lines: String) {
    let sink = sql.copy_in(statement).await.unwrap();
    let mut sink = Box::pin(sink);
    sink.send(Cursor::new(lines.into_bytes())).await.unwrap();
    sink.as_mut().finish().await.unwrap();
}

/// Takes the indexes away that no constraint needs, and returns how they are made again.
pub async fn drop_indexes(sql: &Client) -> Vec<String> {
    let list = "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename IN ('comments', 'fingerprints') \
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)";
    let mut definitions = Vec::new();
    for row in sql.query(list, &[]).await.unwrap() {
        let (name, definition): (String, String) = (row.get(0), row.get(1));
        sql.batch_execute(&format!("DROP INDEX {name}"))
            .await
            .unwrap();
        definitions.push(definition);
    }
    definitions
}
