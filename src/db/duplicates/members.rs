//! The members of groups of duplicates.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{comments, duplicate_members};
use crate::domain::ids::{ArticleId, CommentId, DuplicateGroupId, SiteId};
use crate::domain::keys::{CommentKey, GroupKey};
use crate::domain::status::Status;
use crate::error::Result;

/// A comment in a group.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = duplicate_members)]
pub(crate) struct MemberRow {
    pub site_id: SiteId,
    pub comment_id: CommentId,
    pub duplicate_group_id: DuplicateGroupId,
    pub article_id: ArticleId,
    pub created_at: DateTime<Utc>,
}

impl MemberRow {
    pub(crate) const fn new(
        group: GroupKey,
        comment: CommentId,
        article: ArticleId,
        created_at: DateTime<Utc>,
    ) -> Self {
        Self {
            site_id: group.site,
            comment_id: comment,
            duplicate_group_id: group.group,
            article_id: article,
            created_at,
        }
    }
}

/// The stored comment whose group a duplicate joins.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct JoinTarget {
    pub comment_id: CommentId,
    /// `None` if the comment is in no group yet.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub duplicate_group_id: Option<DuplicateGroupId>,
}

/// The oldest of these comments that is in a group, else the oldest of all; by the primary keys.
///
/// A comment in a group comes first: an older one that is in none was taken out of a group by a
/// moderator, or was imported later, and must not start a second group for one text. A withdrawn
/// comment counts if it is a member of a settled group.
pub(crate) async fn find_join_target(
    conn: &mut Connection,
    site: SiteId,
    among: &[CommentId],
) -> Result<Option<JoinTarget>> {
    Ok(prepared(include_str!("find_join_target.sql"))
        .bind(site)
        .bind(among)
        .get_result(conn)
        .await
        .optional()?)
}

/// The group that a comment is in; by the primary key.
pub(crate) async fn find_group_of(
    conn: &mut Connection,
    key: CommentKey,
) -> Result<Option<DuplicateGroupId>> {
    Ok(duplicate_members::table
        .find((key.site, key.comment))
        .select(duplicate_members::duplicate_group_id)
        .first(conn)
        .await
        .optional()?)
}

/// The comments of a group, oldest first; by `duplicate_members_group_idx`.
pub(crate) async fn list_member_ids(
    conn: &mut Connection,
    key: GroupKey,
) -> Result<Vec<CommentId>> {
    Ok(duplicate_members::table
        .filter(duplicate_members::site_id.eq(key.site))
        .filter(duplicate_members::duplicate_group_id.eq(key.group))
        .order(duplicate_members::comment_id)
        .select(duplicate_members::comment_id)
        .load(conn)
        .await?)
}

/// Those of the comments that are not withdrawn, oldest first; by the primary key.
pub(crate) async fn list_not_withdrawn(
    conn: &mut Connection,
    site: SiteId,
    among: &[CommentId],
) -> Result<Vec<CommentId>> {
    Ok(comments::table
        .filter(comments::site_id.eq(site))
        .filter(comments::comment_id.eq_any(among))
        .filter(comments::status.ne(Status::Withdrawn))
        .order(comments::comment_id)
        .select(comments::comment_id)
        .load(conn)
        .await?)
}

pub(crate) async fn insert_member(conn: &mut Connection, member: &MemberRow) -> Result<()> {
    diesel::insert_into(duplicate_members::table)
        .values(member)
        .execute(conn)
        .await?;

    Ok(())
}

/// Moves all members of the group `from` into the group `into`; by `duplicate_members_group_idx`.
pub(crate) async fn move_all_members(
    conn: &mut Connection,
    from: GroupKey,
    into: DuplicateGroupId,
) -> Result<()> {
    diesel::update(duplicate_members::table)
        .filter(duplicate_members::site_id.eq(from.site))
        .filter(duplicate_members::duplicate_group_id.eq(from.group))
        .set(duplicate_members::duplicate_group_id.eq(into))
        .execute(conn)
        .await?;

    Ok(())
}

/// Moves these members out of their groups into the group `into`; by the primary key.
pub(crate) async fn move_members(
    conn: &mut Connection,
    comments: &[CommentId],
    into: GroupKey,
) -> Result<()> {
    diesel::update(duplicate_members::table)
        .filter(duplicate_members::site_id.eq(into.site))
        .filter(duplicate_members::comment_id.eq_any(comments))
        .set(duplicate_members::duplicate_group_id.eq(into.group))
        .execute(conn)
        .await?;

    Ok(())
}

/// Takes comments out of their groups; by the primary key.
pub(crate) async fn delete_members(
    conn: &mut Connection,
    site: SiteId,
    comments: &[CommentId],
) -> Result<()> {
    diesel::delete(duplicate_members::table)
        .filter(duplicate_members::site_id.eq(site))
        .filter(duplicate_members::comment_id.eq_any(comments))
        .execute(conn)
        .await?;

    Ok(())
}
