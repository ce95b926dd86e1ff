//! Groups of duplicates as moderators read them: pages of groups, one group, and their members.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{MAX_ROWS, unknown_ids};
use crate::db::connection::statement::prepared;
use crate::db::moderation::queue::{MODERATED, MODERATED_JOINS, ModeratedRow};
use crate::db::schema::duplicate_groups;
use crate::db::threads::comment::full_columns;
use crate::db::threads::sizes::{PAGE_SIZES, fits_page};
use crate::domain::group_state::GroupState;
use crate::domain::ids::{ArticleId, CommentId, DuplicateGroupId, SiteId};
use crate::domain::keys::GroupKey;
use crate::domain::page::PageRequest;
use crate::error::Result;

/// A group without its members.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = duplicate_groups)]
pub struct GroupHead {
    pub site_id: SiteId,
    pub duplicate_group_id: DuplicateGroupId,
    pub original_comment_id: CommentId,
    pub state: GroupState,
    pub size: i32,
    pub version: i32,
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
    /// The name of the moderator who settled it.
    #[diesel(sql_type = Nullable<Text>)]
    pub settled_by_name: Option<String>,
}

/// A member with the group that it is in.
#[derive(Debug, Clone, QueryableByName)]
pub struct MemberComment {
    #[diesel(embed)]
    pub comment: ModeratedRow,
    #[diesel(sql_type = SqlUuid)]
    pub group_id: DuplicateGroupId,
}

/// Which groups are read. `None` does not filter.
#[derive(Debug, Clone, Default)]
pub struct GroupFilter {
    /// The name of a site.
    pub site: Option<String>,
    /// Groups with a member under this article.
    pub article: Option<ArticleId>,
    pub state: Option<GroupState>,
}

/// The position of a group in the list, which begins with the largest group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupPosition {
    pub size: i32,
    pub group: DuplicateGroupId,
}

impl GroupHead {
    pub(crate) const fn key(&self) -> GroupKey {
        GroupKey {
            site: self.site_id,
            group: self.duplicate_group_id,
        }
    }

    pub(crate) const fn position(&self) -> GroupPosition {
        GroupPosition {
            size: self.size,
            group: self.duplicate_group_id,
        }
    }
}

/// The statement for a page of groups, the largest first; by `duplicate_groups_largest_idx` or
/// `duplicate_groups_site_idx`. It reads a page of each state and merges them to one page. Members
/// under an article are found by `duplicate_members_article_idx`.
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

    let states = filter
        .state
        .as_ref()
        .map_or(GroupState::ALL, std::slice::from_ref);
    let states: Vec<String> = states
        .iter()
        .map(|state| format!("('{}')", state.as_str()))
        .collect();
    let states = states.join(", ");

    format!(
        "SELECT g.*, m.name AS settled_by_name FROM (\
           SELECT g.* FROM (VALUES {states}) AS s (state) CROSS JOIN LATERAL (\
             SELECT * FROM (SELECT * FROM duplicate_groups g \
               WHERE g.state = s.state AND {of_site} AND {of_article} \
                 AND (g.size, g.duplicate_group_id) < ((SELECT $3::int), (SELECT $4::uuid)) \
               ORDER BY g.size DESC, g.duplicate_group_id DESC LIMIT {MAX_ROWS}) g \
             ORDER BY g.size DESC, g.duplicate_group_id DESC LIMIT $5) g \
           ORDER BY g.size DESC, g.duplicate_group_id DESC LIMIT $5) g \
         LEFT JOIN moderators m ON m.moderator_id = g.settled_by \
         ORDER BY g.size DESC, g.duplicate_group_id DESC"
    )
}

/// The groups for a page, the largest first, and one more if another page follows.
pub async fn list_groups(
    conn: &mut Connection,
    filter: &GroupFilter,
    page: PageRequest<GroupPosition>,
) -> Result<Vec<GroupHead>> {
    let before = page.after.unwrap_or(GroupPosition {
        size: i32::MAX,
        group: DuplicateGroupId(Uuid::max()),
    });

    Ok(prepared(groups_statement(filter))
        .bind(filter.site.as_deref())
        .bind(filter.article)
        .bind(before.size)
        .bind(before.group)
        .bind(page.rows())
        .load(conn)
        .await?)
}

/// One group; by `duplicate_groups_id_idx`.
pub(crate) async fn find_group(
    conn: &mut Connection,
    group: DuplicateGroupId,
) -> Result<Option<GroupHead>> {
    Ok(prepared(include_str!("find_group.sql"))
        .bind(group)
        .get_result(conn)
        .await
        .optional()?)
}

/// The statement for the first members of some groups, in the order of the groups: the original, then
/// the oldest; by `duplicate_groups_id_idx`, the primary key and `duplicate_members_group_idx`. Of these,
/// the first are read, up to the bytes of a page.
pub fn members_statement() -> String {
    format!(
        "SELECT {columns}, {MODERATED}, c.group_id FROM (\
         SELECT c.*, m.duplicate_group_id AS group_id, m.rank, m.place, {PAGE_SIZES} \
         FROM (SELECT *, array_position({ids}, duplicate_group_id) AS place FROM duplicate_groups \
           WHERE duplicate_group_id = ANY({ids})) g CROSS JOIN LATERAL (\
           (SELECT d.*, 1 AS rank, g.place FROM duplicate_members d \
             WHERE d.site_id = g.site_id AND d.comment_id = g.original_comment_id) \
           UNION ALL (SELECT d.*, 2, g.place FROM duplicate_members d WHERE d.site_id = g.site_id \
             AND d.duplicate_group_id = g.duplicate_group_id AND d.comment_id <> g.original_comment_id \
             ORDER BY d.comment_id LIMIT $2 - 1)) m \
         JOIN comments c ON c.site_id = m.site_id AND c.comment_id = m.comment_id \
         WINDOW w AS (ORDER BY m.place, m.rank, m.comment_id)) c {MODERATED_JOINS} \
         WHERE {fits} ORDER BY c.place, c.rank, c.comment_id",
        columns = full_columns(),
        ids = unknown_ids("$1"),
        fits = fits_page(),
    )
}

/// The first `limit` members of each group: the original, then the oldest. Fewer members of fewer
/// groups where they are too large.
pub async fn list_member_comments(
    conn: &mut Connection,
    groups: &[DuplicateGroupId],
    limit: i64,
) -> Result<Vec<MemberComment>> {
    Ok(prepared(members_statement())
        .bind(groups)
        .bind(limit)
        .load(conn)
        .await?)
}
