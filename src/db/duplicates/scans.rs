//! How far has a walk over all comments of a site come, and what does it read and write on the way?

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Int2, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Seek, Sort, unknown_id};
use crate::db::connection::statement::prepared;
use crate::db::schema::{comments, duplicate_scans, sites};
use crate::domain::ids::SiteId;
use crate::error::Result;

/// A walk, as far as it has come.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = duplicate_scans, treat_none_as_null = true)]
pub struct ScanRow {
    pub site_id: Uuid,
    pub fingerprint_version: i16,
    /// The last comment that is done.
    pub done_to: Option<Uuid>,
    pub done: i64,
    /// Comments when it began.
    pub total: i64,
    /// Comments that it put into a group.
    pub grouped: i64,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// A comment on the way.
#[derive(Debug, Clone, QueryableByName)]
pub struct ScannedRow {
    #[diesel(sql_type = SqlUuid)]
    pub comment_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub article_id: Uuid,
    #[diesel(sql_type = Binary)]
    pub author_key: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Int4)]
    pub revision: i32,
    #[diesel(sql_type = Text)]
    pub body: String,
    /// Of its fingerprint, if it has one.
    #[diesel(sql_type = Nullable<Int2>)]
    pub fingerprint_version: Option<i16>,
    /// In a group already, or taken out of one by hand.
    #[diesel(sql_type = Bool)]
    pub is_placed: bool,
}

/// The walk of a site; by the primary key.
pub async fn find_scan(conn: &mut Connection, site: SiteId) -> Result<Option<ScanRow>> {
    let row = duplicate_scans::table
        .find(site.0)
        .select(ScanRow::as_select());
    Ok(row.first(conn).await.optional()?)
}

/// Writes how far a walk has come.
pub async fn upsert_scan(conn: &mut Connection, scan: &ScanRow) -> Result<()> {
    diesel::insert_into(duplicate_scans::table)
        .values(scan)
        .on_conflict(duplicate_scans::site_id)
        .do_update()
        .set(scan)
        .execute(conn)
        .await?;
    Ok(())
}

/// How many comments the site has.
pub async fn count_comments_of_site(conn: &mut Connection, site: SiteId) -> Result<i64> {
    Ok(comments::table
        .filter(comments::site_id.eq(site.0))
        .count()
        .get_result(conn)
        .await?)
}

/// Marks all fingerprints of the site as being of this version or a later one.
pub async fn update_fingerprint_version(
    conn: &mut Connection,
    site: SiteId,
    version: i16,
) -> Result<()> {
    diesel::update(sites::table.find(site.0))
        .set(sites::fingerprint_version.eq(version))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether the comment `t` is in a group already, or was taken out of one by hand. Looked for one
/// by one: Postgres would else read a whole table that it holds for small.
const IS_PLACED: &str = "coalesce((SELECT true FROM duplicate_members m \
       WHERE m.site_id = t.site_id AND m.comment_id = t.comment_id LIMIT 1), \
     (SELECT true FROM duplicate_separations s \
       WHERE s.site_id = t.site_id AND s.comment_id = t.comment_id LIMIT 1), false)";

/// Those of the comments that stand and are not placed, with their revisions; by the primary keys.
pub async fn list_unplaced(
    conn: &mut Connection,
    site: SiteId,
    comments: &[Uuid],
) -> Result<BTreeSet<(Uuid, i32)>> {
    #[derive(QueryableByName)]
    struct Unplaced {
        #[diesel(sql_type = SqlUuid)]
        comment_id: Uuid,
        #[diesel(sql_type = Int4)]
        revision: i32,
    }
    let statement = format!(
        "SELECT t.comment_id, t.revision FROM comments t \
         WHERE t.site_id = $1 AND t.comment_id = ANY($2) AND t.status <> 'withdrawn' AND NOT {IS_PLACED}"
    );
    let rows: Vec<Unplaced> = prepared(statement)
        .bind(site.0)
        .bind(comments)
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.comment_id, row.revision))
        .collect())
}

/// The next `limit` comments of the site in the order of ids, but for withdrawn ones, with their
/// fingerprints' version; by the primary keys. Joined, the fingerprints of a site that is newer
/// than the statistics would all be read for each batch.
pub fn scanned_statement(limit: i64) -> String {
    let site = unknown_id("$1");
    let next = Seek {
        equal: &[("site_id", &site)],
        after: ("comment_id", "$2"),
        sort: Sort::Oldest,
    };
    let version = "(SELECT f.fingerprint_version FROM fingerprints f \
        WHERE f.site_id = t.site_id AND f.comment_id = t.comment_id LIMIT 1) AS fingerprint_version";
    format!(
        "SELECT t.comment_id, t.article_id, t.author_key, t.created_at, t.revision, t.body, {version}, {IS_PLACED} AS is_placed \
         FROM comments t WHERE {} AND t.status <> 'withdrawn' ORDER BY {} LIMIT {limit}",
        next.condition(),
        next.order()
    )
}

/// See [`scanned_statement`].
pub async fn list_scanned(
    conn: &mut Connection,
    (site, after): (SiteId, Option<Uuid>),
    limit: i64,
) -> Result<Vec<ScannedRow>> {
    Ok(prepared(scanned_statement(limit))
        .bind(site.0)
        .bind(after.unwrap_or_else(Uuid::nil))
        .load(conn)
        .await?)
}
