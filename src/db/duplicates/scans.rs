//! Scans of all comments of a site: their progress, and the comments that they read.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Int2, Nullable};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Keyset, Sort, unknown_id};
use crate::db::connection::statement::prepared;
use crate::db::schema::{comments, duplicate_scans, sites};
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::error::Result;

/// The progress of a scan.
#[derive(Debug, Clone, HasQuery, Insertable, AsChangeset)]
#[diesel(table_name = duplicate_scans, treat_none_as_null = true)]
pub(crate) struct ScanRow {
    pub site_id: SiteId,
    pub fingerprint_version: i16,
    /// The last comment that was scanned.
    pub done_to: Option<CommentId>,
    /// The number of comments that were scanned.
    pub done: i64,
    /// The number of comments when the scan began.
    pub total: i64,
    /// The number of comments that the scan put into a group.
    pub grouped: i64,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// A comment that a scan reads.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct ScannedRow {
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub author_key: Vec<u8>,
    pub author_ip_hash: Option<Vec<u8>>,
    pub created_at: DateTime<Utc>,
    pub revision: i32,
    pub body: String,
    /// The version of its fingerprint; `None` if it has no fingerprint.
    #[diesel(sql_type = Nullable<Int2>)]
    pub fingerprint_version: Option<i16>,
    /// In a group already, or taken out of one by a moderator.
    #[diesel(sql_type = Bool)]
    pub is_placed: bool,
}

/// One text of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct CommentRevision {
    pub comment_id: CommentId,
    pub revision: i32,
}

/// Lets the transaction of a scan wait for what is computed beside it: for hundreds of long texts that
/// takes longer than the ten seconds after which the database ends a transaction that does nothing.
pub(crate) async fn allow_long_pauses(conn: &mut Connection) -> Result<()> {
    Ok(conn
        .batch_execute("SET LOCAL idle_in_transaction_session_timeout = '10min'")
        .await?)
}

/// The scan of a site; by the primary key.
pub(crate) async fn find_scan(conn: &mut Connection, site: SiteId) -> Result<Option<ScanRow>> {
    Ok(ScanRow::query().find(site).first(conn).await.optional()?)
}

/// Writes the progress of a scan.
pub(crate) async fn upsert_scan(conn: &mut Connection, scan: &ScanRow) -> Result<()> {
    diesel::insert_into(duplicate_scans::table)
        .values(scan)
        .on_conflict(duplicate_scans::site_id)
        .do_update()
        .set(scan)
        .execute(conn)
        .await?;

    Ok(())
}

/// The number of comments of a site.
pub(crate) async fn count_comments_of_site(conn: &mut Connection, site: SiteId) -> Result<i64> {
    Ok(comments::table
        .filter(comments::site_id.eq(site))
        .count()
        .get_result(conn)
        .await?)
}

/// Records that all fingerprints of the site are of this version or a later one.
pub(crate) async fn update_fingerprint_version(
    conn: &mut Connection,
    site: SiteId,
    version: i16,
) -> Result<()> {
    diesel::update(sites::table.find(site))
        .set(sites::fingerprint_version.eq(version))
        .execute(conn)
        .await?;

    Ok(())
}

/// Whether the comment `t` is in a group already, or was taken out of one by a moderator. As
/// subqueries with a limit, since Postgres would read the whole of a table that it holds for small.
const IS_PLACED: &str = "coalesce((SELECT true FROM duplicate_members m \
       WHERE m.site_id = t.site_id AND m.comment_id = t.comment_id LIMIT 1), \
     (SELECT true FROM duplicate_separations s \
       WHERE s.site_id = t.site_id AND s.comment_id = t.comment_id LIMIT 1), false)";

/// Those of the comments that are neither withdrawn nor erased nor placed, with their present revisions; by
/// the primary keys.
pub(crate) async fn list_unplaced(
    conn: &mut Connection,
    site: SiteId,
    comments: &[CommentId],
) -> Result<HashSet<CommentRevision>> {
    let statement = format!(
        "SELECT t.comment_id, t.revision FROM comments t \
         WHERE t.site_id = $1 AND t.comment_id = ANY($2) AND t.status <> 'withdrawn' \
           AND t.erased_at IS NULL AND NOT {IS_PLACED}"
    );

    let rows: Vec<CommentRevision> = prepared(statement)
        .bind(site)
        .bind(comments)
        .load(conn)
        .await?;

    Ok(rows.into_iter().collect())
}

/// The statement for the next comments of a site in the order of their ids, without withdrawn and
/// erased ones; by the primary keys. The version of a fingerprint is a subquery: joined, all fingerprints of a
/// site that is newer than the statistics would be read for each batch.
pub fn scanned_statement(limit: i64) -> String {
    let site = unknown_id("$1");
    let next = Keyset {
        equal: &[("site_id", &site)],
        after: ("comment_id", "$2"),
        sort: Sort::Oldest,
    };
    let version = "(SELECT f.fingerprint_version FROM fingerprints f \
        WHERE f.site_id = t.site_id AND f.comment_id = t.comment_id LIMIT 1) AS fingerprint_version";

    format!(
        "SELECT t.comment_id, t.article_id, t.author_key, t.author_ip_hash, t.created_at, t.revision, \
           t.body, {version}, \
           {IS_PLACED} AS is_placed \
         FROM comments t WHERE {} AND t.status <> 'withdrawn' AND t.erased_at IS NULL ORDER BY {} LIMIT {limit}",
        next.condition(),
        next.order()
    )
}

/// The next `limit` comments of a site after `after`, in the order of their ids.
pub(crate) async fn list_scanned(
    conn: &mut Connection,
    site: SiteId,
    after: Option<CommentId>,
    limit: i64,
) -> Result<Vec<ScannedRow>> {
    let after = after.map_or(Uuid::nil(), Uuid::from);

    Ok(prepared(scanned_statement(limit))
        .bind(site)
        .bind(after)
        .load(conn)
        .await?)
}
