//! Which stored comments may be like a new one? Ids through the indexes first, bodies second.
//!
//! In two statements, because Postgres estimates `&&` at about one percent of the table: joined to the bodies
//! in one statement it would scan the whole table instead of fetching a handful of rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connect::Connection;
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
    pub exact_hash: i64,
    pub keys: &'a [i32],
    /// Comments of other articles count only if they came after this.
    pub since: DateTime<Utc>,
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

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    comment_id: Uuid,
}

/// How many of each kind are looked at: hot buckets (campaigns, signatures) hold thousands.
const MOST: i64 = 200;

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

/// Ids of comments with the same skeleton, of the same author, or sharing a band; by `fingerprints_exact_idx`,
/// `fingerprints_author_idx` and `fingerprints_keys_idx`, the newest of each.
pub async fn list_candidate_ids(conn: &mut Connection, probe: &Probe<'_>) -> Result<Vec<Uuid>> {
    let statement = "WITH exact AS (\
           SELECT comment_id, article_id, created_at FROM fingerprints \
           WHERE site_id = $1 AND exact_hash = $2 ORDER BY comment_id DESC LIMIT $6), \
         author AS (\
           SELECT comment_id, article_id, created_at FROM fingerprints \
           WHERE site_id = $1 AND author_key = $3 ORDER BY comment_id DESC LIMIT 50), \
         near AS (\
           SELECT comment_id, article_id, created_at FROM fingerprints \
           WHERE site_id = $1 AND keys OPERATOR(pg_catalog.&&) $4 ORDER BY comment_id DESC LIMIT $6) \
         SELECT comment_id FROM (SELECT * FROM exact UNION SELECT * FROM author UNION SELECT * FROM near) found \
         WHERE created_at >= $5 OR article_id = $7";
    let ids: Vec<Id> = sql_query(statement)
        .bind::<SqlUuid, _>(probe.site_id.0)
        .bind::<BigInt, _>(probe.exact_hash)
        .bind::<Binary, _>(probe.author_key)
        .bind::<Array<Int4>, _>(probe.keys)
        .bind::<Timestamptz, _>(probe.since)
        .bind::<BigInt, _>(MOST)
        .bind::<SqlUuid, _>(probe.article_id.0)
        .load(conn)
        .await?;
    let except = probe.except.map(|comment| comment.0);
    Ok(ids.into_iter().map(|row| row.comment_id).filter(|id| Some(*id) != except).collect())
}

/// The bodies of those comments with their groups, oldest first; by the primary keys.
pub async fn list_candidates(conn: &mut Connection, site: SiteId, ids: &[Uuid]) -> Result<Vec<CandidateRow>> {
    let statement = "SELECT c.comment_id, c.article_id, c.author_key, c.status, c.created_at, c.body, \
           m.duplicate_group_id, g.state AS group_state \
         FROM comments c \
         LEFT JOIN duplicate_members m ON m.site_id = c.site_id AND m.comment_id = c.comment_id \
         LEFT JOIN duplicate_groups g ON g.site_id = m.site_id AND g.duplicate_group_id = m.duplicate_group_id \
         WHERE c.site_id = $1 AND c.comment_id = ANY($2) ORDER BY c.comment_id";
    Ok(sql_query(statement).bind::<SqlUuid, _>(site.0).bind::<Array<SqlUuid>, _>(ids).load(conn).await?)
}
