//! Which stored comments may be like a new one? Ids through the indexes, bodies by the primary key, in one round trip.
//!
//! The ids are an array made by a subquery, not a join: Postgres estimates `&&` at about one percent of the table, and
//! joined to the comments it would scan all of them instead of fetching a handful.
//!
//! A key that many texts share (a signature, a campaign) tells little, and each look-up would read all of them. So a key
//! is written for the first [`CROWD`] comments that have it and left out of later ones: what any text costs stays
//! bounded, and the oldest, which a repeat is connected to, are still found.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::prepared::prepared;
use crate::db::schema::fingerprints;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::error::Result;

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = fingerprints)]
pub struct FingerprintRow {
    pub site_id: Uuid,
    pub comment_id: Uuid,
    pub article_id: Uuid,
    pub author_key: Vec<u8>,
    pub fingerprint_version: i16,
    pub letters: i32,
    pub exact_hash: i64,
    pub keys: Vec<i32>,
    pub created_at: DateTime<Utc>,
}

/// What a new text is looked up by.
#[derive(Debug, Clone)]
pub struct Probe<'a> {
    pub site_id: SiteId,
    pub article_id: ArticleId,
    pub author_key: &'a [u8],
    /// Of all versions that the site's fingerprints may have; and so are the keys.
    pub exact_hashes: &'a [i64],
    pub keys: &'a [i32],
    /// Comments of this author under other articles count only if they came after this.
    pub since: DateTime<Utc>,
    /// The same for those of other authors.
    pub others_since: DateTime<Utc>,
    /// The comment itself, when it is edited: nothing repeats itself.
    pub except: Option<CommentId>,
}

/// A comment that may be like the new one.
#[derive(Debug, Clone, QueryableByName)]
pub struct CandidateRow {
    #[diesel(sql_type = SqlUuid)]
    pub comment_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub article_id: Uuid,
    #[diesel(sql_type = Binary)]
    pub author_key: Vec<u8>,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub duplicate_group_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub group_state: Option<String>,
}

/// How many comments with one key are enough: later ones are written without it.
pub const CROWD: usize = 100;

/// Comments of the site that have a key of the probe, or its hash, or its author: the newest of each. By
/// `fingerprints_keys_idx`, `fingerprints_exact_idx` and `fingerprints_author_idx`. A few keys can be crowded at once, so
/// the limit is above [`CROWD`]. Sorting by a column that no index has keeps Postgres from walking the primary key
/// backwards in the hope of an early match.
///
/// The keys come from a subquery: seen as values, each adds a share of the table to the estimate, and Postgres starts
/// parallel workers, which take longer than everything else together. So do the hashes: only where it seems no dearer
/// than a plan for the given values does Postgres keep the plan for any.
const NEWEST: &str = "\
    (SELECT e.comment_id, e.article_id, e.author_key, e.created_at \
       FROM unnest((SELECT $2::bigint[])) AS hash CROSS JOIN LATERAL (SELECT * FROM fingerprints \
         WHERE site_id = $1 AND exact_hash = hash ORDER BY comment_id DESC LIMIT 20) e) \
    UNION ALL (SELECT comment_id, article_id, author_key, created_at FROM fingerprints \
       WHERE site_id = $1 AND author_key = $3 ORDER BY comment_id DESC LIMIT 50) \
    UNION ALL (SELECT comment_id, article_id, author_key, created_at FROM fingerprints \
       WHERE site_id = $1 AND keys OPERATOR(pg_catalog.&&) (SELECT $4::integer[]) ORDER BY created_at DESC LIMIT 250)";

/// Writes the fingerprint of a comment's present text, in place of that of an earlier one.
pub async fn upsert_fingerprint(conn: &mut Connection, row: &FingerprintRow) -> Result<()> {
    diesel::insert_into(fingerprints::table)
        .values(row)
        .on_conflict((fingerprints::site_id, fingerprints::comment_id))
        .do_update()
        .set((
            fingerprints::fingerprint_version.eq(row.fingerprint_version),
            fingerprints::letters.eq(row.letters),
            fingerprints::exact_hash.eq(row.exact_hash),
            fingerprints::keys.eq(&row.keys),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The statement of [`list_candidates`], in the order of its parameters: site, hashes, author, keys, since when for the
/// author's own, since when for others', article, the comment itself. Apart, so that its plan can be held by a test.
pub fn candidates_statement() -> String {
    format!(
        "{CANDIDATE} WHERE c.site_id = $1 AND c.comment_id = ANY(ARRAY(\
           SELECT comment_id FROM ({NEWEST}) found \
           WHERE created_at >= CASE WHEN author_key = $3 THEN $5 ELSE $6 END OR article_id = $7)) \
         AND c.comment_id <> $8 ORDER BY c.comment_id"
    )
}

/// The comments that may be like the probe, with their groups, oldest first.
pub async fn list_candidates(conn: &mut Connection, probe: &Probe<'_>) -> Result<Vec<CandidateRow>> {
    Ok(prepared(candidates_statement())
        .bind::<SqlUuid, _>(probe.site_id.0)
        .bind::<Array<BigInt>, _>(probe.exact_hashes)
        .bind::<Binary, _>(probe.author_key)
        .bind::<Array<Int4>, _>(probe.keys)
        .bind::<Timestamptz, _>(probe.since)
        .bind::<Timestamptz, _>(probe.others_since)
        .bind::<SqlUuid, _>(probe.article_id.0)
        .bind::<SqlUuid, _>(probe.except.map_or(Uuid::nil(), |comment| comment.0))
        .load(conn)
        .await?)
}

/// What is read of a comment that may be like another one.
pub const CANDIDATE: &str = "\
    SELECT c.comment_id, c.article_id, c.author_key, c.status, c.created_at, c.body, \
       m.duplicate_group_id, g.state AS group_state \
    FROM comments c \
    LEFT JOIN duplicate_members m ON m.site_id = c.site_id AND m.comment_id = c.comment_id \
    LEFT JOIN duplicate_groups g ON g.site_id = m.site_id AND g.duplicate_group_id = m.duplicate_group_id";

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Int4)]
    key: i32,
}

/// Those of `keys` that [`CROWD`] comments of the site have already; by `fingerprints_keys_idx`. The subquery is there as above.
pub async fn list_crowded_keys(conn: &mut Connection, site: SiteId, keys: &[i32]) -> Result<Vec<i32>> {
    let statement = "SELECT key FROM fingerprints f CROSS JOIN LATERAL unnest(f.keys) AS key \
         WHERE f.site_id = $1 AND f.keys OPERATOR(pg_catalog.&&) (SELECT $2::integer[]) AND key = ANY($2) \
         GROUP BY key HAVING count(*) >= $3";
    let crowd = i64::try_from(CROWD).unwrap_or(i64::MAX);
    let crowded: Vec<Key> = prepared(statement)
        .bind::<SqlUuid, _>(site.0)
        .bind::<Array<Int4>, _>(keys)
        .bind::<BigInt, _>(crowd)
        .load(conn)
        .await?;
    Ok(crowded.into_iter().map(|row| row.key).collect())
}
