//! Groups of texts that repeat each other: the rows that submitting and editing write.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::schema::{comments, duplicate_groups, duplicate_members};
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = duplicate_groups)]
pub struct GroupRow {
    pub site_id: Uuid,
    pub duplicate_group_id: Uuid,
    pub original_comment_id: Uuid,
    pub state: &'static str,
    pub size: i32,
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = duplicate_members)]
pub struct MemberRow {
    pub site_id: Uuid,
    pub comment_id: Uuid,
    pub duplicate_group_id: Uuid,
    pub article_id: Uuid,
    pub matched_comment_id: Option<Uuid>,
    pub kind: Option<&'static str>,
    pub similarity: Option<f32>,
    pub containment: Option<f32>,
    pub same_author: Option<bool>,
    pub created_at: DateTime<Utc>,
}

/// A comment that is there and not withdrawn, with its group if it is in one.
#[derive(Debug, Clone, Queryable)]
pub struct StandingRow {
    pub comment_id: Uuid,
    pub duplicate_group_id: Option<Uuid>,
}

/// The oldest of those comments that stands; by the primary keys.
pub async fn find_oldest_standing(
    conn: &mut Connection,
    site: SiteId,
    among: &[Uuid],
) -> Result<Option<StandingRow>> {
    let same = duplicate_members::site_id
        .eq(comments::site_id)
        .and(duplicate_members::comment_id.eq(comments::comment_id));
    Ok(comments::table
        .left_join(duplicate_members::table.on(same))
        .filter(comments::site_id.eq(site.0))
        .filter(comments::comment_id.eq_any(among))
        .filter(comments::status.ne("withdrawn"))
        .order(comments::comment_id)
        .select((comments::comment_id, duplicate_members::duplicate_group_id.nullable()))
        .first(conn)
        .await
        .optional()?)
}

/// The group that a comment is in; by the primary key.
pub async fn find_group_of(conn: &mut Connection, site: SiteId, comment: CommentId) -> Result<Option<Uuid>> {
    Ok(duplicate_members::table
        .find((site.0, comment.0))
        .select(duplicate_members::duplicate_group_id)
        .first(conn)
        .await
        .optional()?)
}

pub async fn insert_group(conn: &mut Connection, group: &GroupRow) -> Result<()> {
    diesel::insert_into(duplicate_groups::table).values(group).execute(conn).await?;
    Ok(())
}

pub async fn insert_members(conn: &mut Connection, members: &[MemberRow]) -> Result<()> {
    diesel::insert_into(duplicate_members::table).values(members).execute(conn).await?;
    Ok(())
}

/// Counts one more member that came at `at`, so that whoever looks at the group sees that it changed.
pub async fn grow_group(conn: &mut Connection, site: SiteId, group: Uuid, at: DateTime<Utc>) -> Result<()> {
    diesel::update(duplicate_groups::table.find((site.0, group)))
        .set((
            duplicate_groups::size.eq(duplicate_groups::size + 1),
            duplicate_groups::version.eq(duplicate_groups::version + 1),
            duplicate_groups::last_at.eq(at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
