//! How far has a walk over all comments of a site come, and what does it read and write on the way?

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Int2, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connect::Connection;
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
    let row = duplicate_scans::table.find(site.0).select(ScanRow::as_select());
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
    Ok(comments::table.filter(comments::site_id.eq(site.0)).count().get_result(conn).await?)
}

/// Marks all fingerprints of the site as being of this version or a later one.
pub async fn update_fingerprint_version(conn: &mut Connection, site: SiteId, version: i16) -> Result<()> {
    diesel::update(sites::table.find(site.0))
        .set(sites::fingerprint_version.eq(version))
        .execute(conn)
        .await?;
    Ok(())
}

/// The next comments of the site in the order of ids, but for withdrawn ones; by the primary key.
pub async fn list_scanned(
    conn: &mut Connection,
    (site, after): (SiteId, Option<Uuid>),
    limit: i64,
) -> Result<Vec<ScannedRow>> {
    let statement = "SELECT c.comment_id, c.article_id, c.author_key, c.created_at, c.body, f.fingerprint_version, \
           EXISTS (SELECT 1 FROM duplicate_members m WHERE m.site_id = c.site_id AND m.comment_id = c.comment_id) \
             OR EXISTS (SELECT 1 FROM duplicate_separations s \
               WHERE s.site_id = c.site_id AND s.comment_id = c.comment_id) AS is_placed \
         FROM comments c \
         LEFT JOIN fingerprints f ON f.site_id = c.site_id AND f.comment_id = c.comment_id \
         WHERE c.site_id = $1 AND c.comment_id > $2 AND c.status <> 'withdrawn' \
         ORDER BY c.comment_id LIMIT $3";
    Ok(sql_query(statement)
        .bind::<SqlUuid, _>(site.0)
        .bind::<SqlUuid, _>(after.unwrap_or_else(Uuid::nil))
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}
