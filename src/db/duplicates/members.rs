//! Groups of texts that repeat each other: the rows that submitting and editing write.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{duplicate_groups, duplicate_members};
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
    pub created_at: DateTime<Utc>,
}

/// A comment that can be repeated, with its group if it is in one.
#[derive(Debug, Clone, QueryableByName)]
pub struct StandingRow {
    #[diesel(sql_type = SqlUuid)]
    pub comment_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub duplicate_group_id: Option<Uuid>,
}

/// The oldest of those comments that is in a group, else the oldest of all; by the primary keys. A
/// group first, since an older comment that is in none was taken out of one by hand, or came from
/// elsewhere after it: one text does not get a second group for it. A withdrawn one counts for as
/// long as a settled group remembers it.
pub async fn find_oldest_standing(
    conn: &mut Connection,
    site: SiteId,
    among: &[Uuid],
) -> Result<Option<StandingRow>> {
    let statement = "SELECT c.comment_id, m.duplicate_group_id FROM comments c \
         LEFT JOIN duplicate_members m ON m.site_id = c.site_id AND m.comment_id = c.comment_id \
         LEFT JOIN duplicate_groups g ON g.site_id = m.site_id AND g.duplicate_group_id = m.duplicate_group_id \
         WHERE c.site_id = $1 AND c.comment_id = ANY($2) AND (c.status <> 'withdrawn' OR g.state = 'settled') \
         ORDER BY m.duplicate_group_id IS NULL, c.comment_id LIMIT 1";
    let row = prepared(statement).bind(site.0).bind(among);
    Ok(row.get_result(conn).await.optional()?)
}

/// The group that a comment is in; by the primary key.
pub async fn find_group_of(
    conn: &mut Connection,
    site: SiteId,
    comment: CommentId,
) -> Result<Option<Uuid>> {
    Ok(duplicate_members::table
        .find((site.0, comment.0))
        .select(duplicate_members::duplicate_group_id)
        .first(conn)
        .await
        .optional()?)
}

pub async fn insert_group(conn: &mut Connection, group: &GroupRow) -> Result<()> {
    diesel::insert_into(duplicate_groups::table)
        .values(group)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn insert_member(conn: &mut Connection, member: &MemberRow) -> Result<()> {
    diesel::insert_into(duplicate_members::table)
        .values(member)
        .execute(conn)
        .await?;
    Ok(())
}

/// Counts one more member, so that whoever looks at the group sees that it changed. One that was
/// edited may be older than all others.
pub async fn grow_group(conn: &mut Connection, member: &MemberRow) -> Result<()> {
    let statement = "UPDATE duplicate_groups SET size = size + 1, version = version + 1, \
           original_comment_id = least(original_comment_id, $3), \
           first_at = least(first_at, $4), last_at = greatest(last_at, $4) \
         WHERE site_id = $1 AND duplicate_group_id = $2";
    prepared(statement)
        .bind(member.site_id)
        .bind(member.duplicate_group_id)
        .bind(member.comment_id)
        .bind(member.created_at)
        .execute(conn)
        .await?;
    Ok(())
}
