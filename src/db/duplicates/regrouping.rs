//! How do groups of repeats change when their members do?

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::schema::{duplicate_groups, duplicate_members};
use crate::domain::ids::SiteId;
use crate::error::Result;

/// Locks the group to the end of the transaction, and tells its state; by the primary key.
pub async fn lock_group(
    conn: &mut Connection,
    site: SiteId,
    group: Uuid,
) -> Result<Option<String>> {
    Ok(duplicate_groups::table
        .find((site.0, group))
        .select(duplicate_groups::state)
        .for_update()
        .first(conn)
        .await
        .optional()?)
}

/// The group's comments, the oldest first; by `duplicate_members_group_idx`.
pub async fn list_member_ids(
    conn: &mut Connection,
    site: SiteId,
    group: Uuid,
) -> Result<Vec<Uuid>> {
    Ok(duplicate_members::table
        .filter(duplicate_members::site_id.eq(site.0))
        .filter(duplicate_members::duplicate_group_id.eq(group))
        .order(duplicate_members::comment_id)
        .select(duplicate_members::comment_id)
        .load(conn)
        .await?)
}

/// Takes comments out of their groups.
pub async fn delete_members(conn: &mut Connection, site: SiteId, comments: &[Uuid]) -> Result<()> {
    diesel::delete(duplicate_members::table)
        .filter(duplicate_members::site_id.eq(site.0))
        .filter(duplicate_members::comment_id.eq_any(comments))
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = SqlUuid)]
    duplicate_group_id: Uuid,
}

/// Counts those of the groups anew that have members enough, two or, in a settled one, any, and
/// answers which these are: how many there are, which is the oldest, and from when to when they
/// came. By `duplicate_members_group_idx`.
pub async fn recount_groups(
    conn: &mut Connection,
    site: SiteId,
    groups: &[Uuid],
) -> Result<Vec<Uuid>> {
    let statement = "UPDATE duplicate_groups g SET size = m.size, original_comment_id = m.oldest, \
           first_at = m.first_at, last_at = m.last_at, version = g.version + 1 \
         FROM (SELECT duplicate_group_id, count(*)::integer AS size, \
             (array_agg(comment_id ORDER BY comment_id))[1] AS oldest, \
             min(created_at) AS first_at, max(created_at) AS last_at FROM duplicate_members \
           WHERE site_id = $1 AND duplicate_group_id = ANY($2) GROUP BY duplicate_group_id) m \
         WHERE g.site_id = $1 AND g.duplicate_group_id = m.duplicate_group_id \
           AND (m.size > 1 OR g.state = 'settled') \
         RETURNING g.duplicate_group_id";
    let kept: Vec<Counted> = sql_query(statement)
        .bind::<SqlUuid, _>(site.0)
        .bind::<Array<SqlUuid>, _>(groups)
        .load(conn)
        .await?;
    Ok(kept
        .into_iter()
        .map(|group| group.duplicate_group_id)
        .collect())
}

/// Dissolves these groups.
pub async fn delete_groups(conn: &mut Connection, site: SiteId, groups: &[Uuid]) -> Result<()> {
    let members = duplicate_members::table
        .filter(duplicate_members::site_id.eq(site.0))
        .filter(duplicate_members::duplicate_group_id.eq_any(groups));
    diesel::delete(members).execute(conn).await?;
    let rows = duplicate_groups::table
        .filter(duplicate_groups::site_id.eq(site.0))
        .filter(duplicate_groups::duplicate_group_id.eq_any(groups));
    diesel::delete(rows).execute(conn).await?;
    Ok(())
}
