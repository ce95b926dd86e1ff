//! Writes the fingerprints of comments, and leaves out keys that are crowded.
//!
//! A key that many texts share (a signature, a campaign) distinguishes little, and each look-up
//! would read all of them. So a key is written for the first [`CROWD`] comments that have it within
//! the policy's time for other authors, and left out of later ones. This bounds the cost of any
//! text, and the oldest comments, whose groups duplicates join, are still found. A withdrawn
//! comment has no fingerprint and does not count.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::Int4;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::fingerprints;
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::keys::CommentKey;
use crate::error::Result;
use crate::text::fingerprint::Fingerprint;

/// The stored fingerprint of a comment.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = fingerprints)]
pub struct FingerprintRow {
    pub site_id: SiteId,
    pub comment_id: CommentId,
    pub fingerprint_version: i16,
    pub letters: i32,
    pub exact_hash: i64,
    pub keys: Vec<i32>,
    pub created_at: DateTime<Utc>,
}

impl FingerprintRow {
    /// A comment's fingerprint without the `crowded` keys.
    pub(crate) fn new(
        key: CommentKey,
        created_at: DateTime<Utc>,
        fingerprint: &Fingerprint,
        crowded: &[i32],
    ) -> Self {
        let keys = fingerprint
            .keys
            .iter()
            .copied()
            .filter(|key| !crowded.contains(key))
            .collect();

        Self {
            site_id: key.site,
            comment_id: key.comment,
            fingerprint_version: fingerprint.version,
            letters: fingerprint.letters,
            exact_hash: fingerprint.exact_hash,
            keys,
            created_at,
        }
    }
}

/// The number of comments from which a key is crowded: later ones are written without it.
pub const CROWD: usize = 30;

/// Writes the fingerprints of comments, and replaces those of an earlier version. A stored one of
/// this version is newer, because the comment's text has changed meanwhile.
pub(crate) async fn upsert_fingerprints(
    mut conn: &Connection,
    rows: &[FingerprintRow],
) -> Result<()> {
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

/// Writes or replaces the fingerprint of one comment. By SQL text, which is planned once: Diesel's
/// own statement is planned at each call if rows can conflict.
pub(crate) async fn upsert_fingerprint(mut conn: &Connection, row: &FingerprintRow) -> Result<()> {
    prepared(include_str!("upsert_fingerprint.sql"))
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

/// Deletes the fingerprints of those comments that are erased, or withdrawn and in no group; by the
/// primary keys.
pub(crate) async fn delete_withdrawn_fingerprints(
    mut conn: &Connection,
    site: SiteId,
    comments: &[CommentId],
) -> Result<()> {
    prepared(include_str!("delete_withdrawn_fingerprints.sql"))
        .bind(site)
        .bind(comments)
        .execute(&mut conn)
        .await?;

    Ok(())
}

#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = Int4)]
    key: i32,
}

/// Those of `keys` that at least [`CROWD`] comments of the site have that came at `since` or later;
/// by `fingerprints_keys_idx`, with the precautions of
/// [`candidates_statement`](super::candidates::candidates_statement).
pub(crate) async fn list_crowded_keys(
    mut conn: &Connection,
    site: SiteId,
    since: DateTime<Utc>,
    keys: &[i32],
) -> Result<Vec<i32>> {
    let crowd = i64::try_from(CROWD).unwrap_or(i64::MAX);

    let rows: Vec<KeyRow> = prepared(include_str!("list_crowded_keys.sql"))
        .bind(site)
        .bind(keys)
        .bind(since)
        .bind(crowd)
        .load(&mut conn)
        .await?;

    Ok(rows.into_iter().map(|row| row.key).collect())
}
