//! Groups of repeats as moderators see and settle them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{MOST, unknown_ids};
use crate::db::connection::statement::prepared;
use crate::db::moderation::queue::{MODERATED, MODERATED_JOINS, ModeratedRow};
use crate::db::schema::duplicate_groups;
use crate::db::threads::place::own;
use crate::domain::ids::{ArticleId, DuplicateGroupId, ModeratorId};
use crate::error::Result;

/// A group without its members.
#[derive(Debug, Clone, QueryableByName)]
pub struct GroupHead {
    #[diesel(sql_type = SqlUuid)]
    pub site_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub duplicate_group_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub original_comment_id: Uuid,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Integer)]
    pub size: i32,
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Timestamptz)]
    pub first_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub last_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub settled_at: Option<DateTime<Utc>>,
    /// The name of the moderator who settled it.
    #[diesel(sql_type = Nullable<Text>)]
    pub settled_by: Option<String>,
}

/// A member, in the group that it is in.
#[derive(Debug, Clone, QueryableByName)]
pub struct MemberComment {
    #[diesel(embed)]
    pub comment: ModeratedRow,
    #[diesel(sql_type = SqlUuid)]
    pub group_id: Uuid,
}

/// Which groups. `None`: whatever it is.
#[derive(Debug, Clone, Default)]
pub struct GroupFilter {
    /// The name of a site.
    pub site: Option<String>,
    /// Groups with a member under this article.
    pub article: Option<ArticleId>,
    /// `open` or `settled`.
    pub state: Option<&'static str>,
}

/// Which part of the list: `limit` groups after the one of that size and id.
#[derive(Debug, Clone, Copy)]
pub struct GroupWindow {
    pub after: Option<(i32, DuplicateGroupId)>,
    pub limit: i64,
}

const GROUP: &str = "SELECT g.site_id, g.duplicate_group_id, g.original_comment_id, g.state, g.size, g.version, \
    g.first_at, g.last_at, g.settled_at, m.name AS settled_by";
const SETTLER: &str = "LEFT JOIN moderators m ON m.moderator_id = g.settled_by";

/// A page of groups, the largest first; by `duplicate_groups_largest_idx` or
/// `duplicate_groups_site_idx`: a page of each state, of which the first ones make the page.
/// Members under an article by `duplicate_members_article_idx`.
pub fn groups_statement(filter: &GroupFilter) -> String {
    let of_site = match &filter.site {
        Some(_) => "g.site_id = (SELECT site_id FROM sites WHERE name = $1)",
        None => "$1::text IS NULL",
    };
    let of_article = match filter.article {
        Some(_) => {
            "EXISTS (SELECT 1 FROM duplicate_members d WHERE d.site_id = g.site_id \
             AND d.duplicate_group_id = g.duplicate_group_id AND d.article_id = $2)"
        }
        None => "$2::uuid IS NULL",
    };
    let states = match filter.state {
        Some(state) => format!("('{state}')"),
        None => "('open'), ('settled')".to_owned(),
    };
    format!(
        "{GROUP} FROM (\
           SELECT g.* FROM (VALUES {states}) AS s (state) CROSS JOIN LATERAL (\
             SELECT * FROM (SELECT * FROM duplicate_groups g \
               WHERE g.state = s.state AND {of_site} AND {of_article} \
                 AND (g.size, g.duplicate_group_id) < ((SELECT $3::int), (SELECT $4::uuid)) \
               ORDER BY g.size DESC, g.duplicate_group_id DESC LIMIT {MOST}) g \
             ORDER BY g.size DESC, g.duplicate_group_id DESC LIMIT $5) g \
           ORDER BY g.size DESC, g.duplicate_group_id DESC LIMIT $5) g {SETTLER} \
         ORDER BY g.size DESC, g.duplicate_group_id DESC"
    )
}

/// A page of groups.
pub async fn list_groups(
    conn: &mut Connection,
    filter: &GroupFilter,
    window: GroupWindow,
) -> Result<Vec<GroupHead>> {
    let (size, group) = window
        .after
        .map_or((i32::MAX, Uuid::max()), |(size, group)| (size, group.0));
    Ok(prepared(groups_statement(filter))
        .bind(filter.site.as_deref())
        .bind(filter.article.map(|article| article.0))
        .bind(size)
        .bind(group)
        .bind(window.limit)
        .load(conn)
        .await?)
}

/// One group; by `duplicate_groups_id_idx`.
pub async fn find_group(
    conn: &mut Connection,
    group: DuplicateGroupId,
) -> Result<Option<GroupHead>> {
    let statement =
        format!("{GROUP} FROM duplicate_groups g {SETTLER} WHERE g.duplicate_group_id = $1");
    Ok(prepared(statement)
        .bind(group.0)
        .get_result(conn)
        .await
        .optional()?)
}

/// The first `each` members of each group: the original, then the oldest; by
/// `duplicate_groups_id_idx`, the primary key and `duplicate_members_group_idx`.
pub fn members_statement() -> String {
    format!(
        "SELECT {}, {MODERATED}, m.duplicate_group_id AS group_id \
         FROM duplicate_groups g CROSS JOIN LATERAL (\
           (SELECT d.*, 1 AS rank FROM duplicate_members d \
             WHERE d.site_id = g.site_id AND d.comment_id = g.original_comment_id) \
           UNION ALL (SELECT d.*, 2 FROM duplicate_members d WHERE d.site_id = g.site_id \
             AND d.duplicate_group_id = g.duplicate_group_id AND d.comment_id <> g.original_comment_id \
             ORDER BY d.comment_id LIMIT $2 - 1)) m \
         JOIN comments c ON c.site_id = m.site_id AND c.comment_id = m.comment_id {MODERATED_JOINS} \
         WHERE g.duplicate_group_id = ANY({}) ORDER BY m.duplicate_group_id, m.rank, m.comment_id",
        own(),
        unknown_ids("$1")
    )
}

/// The first `each` members of each group.
pub async fn list_member_comments(
    conn: &mut Connection,
    groups: &[Uuid],
    each: i64,
) -> Result<Vec<MemberComment>> {
    let members = prepared(members_statement());
    Ok(members.bind(groups).bind(each).load(conn).await?)
}

/// Locks a group to the end of the transaction and tells its state and version; `None` when it is
/// gone by now.
pub async fn lock_group(conn: &mut Connection, group: &GroupHead) -> Result<Option<(String, i32)>> {
    Ok(duplicate_groups::table
        .find((group.site_id, group.duplicate_group_id))
        .select((duplicate_groups::state, duplicate_groups::version))
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?)
}

/// Marks a group as settled.
pub async fn settle_group(
    conn: &mut Connection,
    group: &GroupHead,
    moderator: ModeratorId,
    at: DateTime<Utc>,
) -> Result<()> {
    diesel::update(duplicate_groups::table.find((group.site_id, group.duplicate_group_id)))
        .set((
            duplicate_groups::state.eq("settled"),
            duplicate_groups::version.eq(duplicate_groups::version + 1),
            duplicate_groups::settled_at.eq(at),
            duplicate_groups::settled_by.eq(moderator.0),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
