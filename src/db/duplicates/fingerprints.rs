//! Which stored comments may be like a text? By their fingerprints alone, in one round trip.
//!
//! A key that many texts share (a signature, a campaign) tells little, and each look-up would read
//! all of them. So a key is written for the first [`CROWD`] comments that have it within the time
//! in which others are repeated, and left out of later ones: what any text costs stays bounded, and
//! the oldest that count, which a repeat is connected to, are still found. What was withdrawn has
//! no fingerprint and is in no crowd.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Int2, Int4, Timestamptz, Uuid as SqlUuid};
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Seek, Sort, unknown_id};
use crate::db::connection::statement::prepared;
use crate::db::schema::fingerprints;
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;
use crate::text::fingerprint::Fingerprint;

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = fingerprints)]
pub struct FingerprintRow {
    pub site_id: Uuid,
    pub comment_id: Uuid,
    pub fingerprint_version: i16,
    pub letters: i32,
    pub exact_hash: i64,
    pub keys: Vec<i32>,
    pub created_at: DateTime<Utc>,
}

impl FingerprintRow {
    /// A comment's fingerprint without the keys that are `crowded`.
    pub fn new(
        (site, comment): (SiteId, CommentId),
        created_at: DateTime<Utc>,
        fingerprint: &Fingerprint,
        crowded: &[i32],
    ) -> Self {
        Self {
            site_id: site.0,
            comment_id: comment.0,
            fingerprint_version: fingerprint.version,
            letters: fingerprint.letters,
            exact_hash: fingerprint.exact_hash,
            keys: fingerprint
                .keys
                .iter()
                .copied()
                .filter(|key| !crowded.contains(key))
                .collect(),
            created_at,
        }
    }
}

/// What a text is looked up by.
#[derive(Debug, Clone)]
pub struct Probe<'a> {
    pub site_id: SiteId,
    pub author_key: &'a [u8],
    pub exact_hash: i64,
    /// Its own and those of its neighbours.
    pub keys: &'a [i32],
    pub among: Among,
}

/// Which of the stored comments.
#[derive(Debug, Clone, Copy)]
pub enum Among {
    All,
    /// The comment itself is edited, and nothing repeats itself.
    AllBut(CommentId),
    /// Those that were there when this one came.
    Before(CommentId),
}

/// What is stored of a comment that may be like the text.
#[derive(Debug, Clone, QueryableByName)]
pub struct CandidateRow {
    #[diesel(sql_type = SqlUuid)]
    pub comment_id: Uuid,
    #[diesel(sql_type = Int2)]
    pub fingerprint_version: i16,
    #[diesel(sql_type = Int4)]
    pub letters: i32,
    #[diesel(sql_type = BigInt)]
    pub exact_hash: i64,
    #[diesel(sql_type = Array<Int4>)]
    pub keys: Vec<i32>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// Found by its author. A comment that was found in several ways is there several times.
    #[diesel(sql_type = Bool)]
    pub of_author: bool,
}

/// How many comments with one key are enough: later ones are written without it.
pub const CROWD: usize = 30;

/// How many comments are read by their keys: a few keys can be crowded at once, so it is above
/// [`CROWD`].
pub const BY_KEYS: usize = 250;

/// The newest comments with the text's hash, of its author and with one of its keys; by
/// `fingerprints_exact_idx`, `comments_author_idx` and `fingerprints_keys_idx`. Public, so that its
/// plan can be held by a test. The parameters are: site, hash, author, keys, the comment that all
/// must be older than, the one that is left out.
///
/// Each part can be had by its index and no other, whatever Postgres believes of the site: it takes
/// `&&` for much less selective than it is, and would rather read everything of a site that it
/// holds for small, or walk the primary key backwards in the hope of an early match; and a plan
/// that it made for a young site it keeps. So it does not see which site it is while it plans, hash
/// and author are sought as places in an order (see [`seek`]), and what has a hash or a key is told
/// from other sites and from later comments, and sorted, by what no index knows. The keys come from
/// a subquery, too: seen as values, each adds a share of the table to the estimate. A hash is
/// salted, so that its index does without the site.
///
/// [`seek`]: crate::db::connection::keyset
pub fn likely_statement() -> &'static str {
    static STATEMENT: LazyLock<String> = LazyLock::new(|| {
        let site = unknown_id("$1");
        let newest = |equal: &[(&str, &str)], filter: &str| {
            let place = Seek {
                equal,
                after: ("comment_id", "$5"),
                sort: Sort::Newest,
            };
            format!(
                "WHERE {} {filter} ORDER BY {}",
                place.condition(),
                place.order()
            )
        };
        format!(
            "(SELECT t.comment_id, t.fingerprint_version, t.letters, t.exact_hash, t.keys, t.created_at, \
                 false AS of_author \
               FROM fingerprints t {} LIMIT 20) \
             UNION ALL SELECT f.comment_id, f.fingerprint_version, f.letters, f.exact_hash, f.keys, f.created_at, true \
               FROM (SELECT t.comment_id FROM comments t {} LIMIT 50) own CROSS JOIN LATERAL (SELECT * FROM fingerprints \
                 WHERE site_id = {site} AND comment_id = own.comment_id LIMIT 1) f \
             UNION ALL (SELECT comment_id, fingerprint_version, letters, exact_hash, keys, created_at, false \
               FROM fingerprints \
               WHERE site_id IS NOT DISTINCT FROM $1 AND keys OPERATOR(pg_catalog.&&) (SELECT $4::integer[]) \
                 AND pg_catalog.uuid_lt(comment_id, $5) AND comment_id <> $6 \
               ORDER BY created_at DESC LIMIT {BY_KEYS})",
            newest(
                &[("exact_hash", "$2")],
                "AND t.site_id IS NOT DISTINCT FROM $1 AND t.comment_id <> $6"
            ),
            newest(
                &[("site_id", &site), ("author_key", "$3")],
                "AND t.comment_id <> $6"
            ),
        )
    });
    &STATEMENT
}

/// Comments that may be like the probe, in no order.
pub async fn list_candidates(
    mut conn: &Connection,
    probe: &Probe<'_>,
) -> Result<Vec<CandidateRow>> {
    let (before, except) = match probe.among {
        Among::All => (Uuid::max(), Uuid::nil()),
        Among::AllBut(comment) => (Uuid::max(), comment.0),
        Among::Before(comment) => (comment.0, Uuid::nil()),
    };
    Ok(prepared(likely_statement())
        .bind(probe.site_id.0)
        .bind(probe.exact_hash)
        .bind(probe.author_key)
        .bind(probe.keys)
        .bind(before)
        .bind(except)
        .load(&mut conn)
        .await?)
}

/// Writes the fingerprints of comments in place of those of an earlier version. One of this version
/// is newer: its text was changed meanwhile.
pub async fn upsert_fingerprints(mut conn: &Connection, rows: &[FingerprintRow]) -> Result<()> {
    use diesel::query_dsl::methods::FilterDsl;

    diesel::insert_into(fingerprints::table)
        .values(rows)
        .on_conflict((fingerprints::site_id, fingerprints::comment_id))
        .do_update()
        .set((
            fingerprints::fingerprint_version.eq(excluded(fingerprints::fingerprint_version)),
            fingerprints::letters.eq(excluded(fingerprints::letters)),
            fingerprints::exact_hash.eq(excluded(fingerprints::exact_hash)),
            fingerprints::keys.eq(excluded(fingerprints::keys)),
        ))
        .filter(fingerprints::fingerprint_version.lt(excluded(fingerprints::fingerprint_version)))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// The same for one comment, as a statement that is planned once: Diesel plans its own anew
/// wherever rows can conflict.
pub async fn upsert_fingerprint(mut conn: &Connection, row: &FingerprintRow) -> Result<()> {
    let statement = "INSERT INTO fingerprints \
           (site_id, comment_id, fingerprint_version, letters, exact_hash, keys, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (site_id, comment_id) DO UPDATE SET fingerprint_version = excluded.fingerprint_version, \
           letters = excluded.letters, exact_hash = excluded.exact_hash, keys = excluded.keys";
    prepared(statement)
        .bind(row.site_id)
        .bind(row.comment_id)
        .bind(row.fingerprint_version)
        .bind(row.letters)
        .bind(row.exact_hash)
        .bind(&row.keys)
        .bind(row.created_at)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Forgets the fingerprints of those comments that are withdrawn and in no group; by the primary
/// keys.
pub async fn delete_withdrawn_fingerprints(
    conn: &mut Connection,
    site: SiteId,
    comments: &[Uuid],
) -> Result<()> {
    let statement = "DELETE FROM fingerprints f USING comments c \
         WHERE f.site_id = $1 AND f.comment_id = ANY($2) AND c.site_id = f.site_id AND c.comment_id = f.comment_id \
           AND c.status = 'withdrawn' AND NOT EXISTS (\
             SELECT 1 FROM duplicate_members m WHERE m.site_id = f.site_id AND m.comment_id = f.comment_id)";
    prepared(statement)
        .bind(site.0)
        .bind(comments)
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Int4)]
    key: i32,
}

/// Those of `keys` that [`CROWD`] comments of the site have that came `since` then; by
/// `fingerprints_keys_idx`, with the same precautions.
pub async fn list_crowded_keys(
    mut conn: &Connection,
    (site, since): (SiteId, DateTime<Utc>),
    keys: &[i32],
) -> Result<Vec<i32>> {
    let statement = "SELECT key FROM fingerprints f CROSS JOIN LATERAL unnest(f.keys) AS key \
         WHERE f.site_id IS NOT DISTINCT FROM $1 AND f.keys OPERATOR(pg_catalog.&&) (SELECT $2::integer[]) \
           AND key = ANY($2) AND f.created_at >= $3 \
         GROUP BY key HAVING count(*) >= $4";
    let crowd = i64::try_from(CROWD).unwrap_or(i64::MAX);
    let crowded: Vec<Key> = prepared(statement)
        .bind(site.0)
        .bind(keys)
        .bind(since)
        .bind(crowd)
        .load(&mut conn)
        .await?;
    Ok(crowded.into_iter().map(|row| row.key).collect())
}
