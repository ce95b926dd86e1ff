//! Checkpoints: at every few hundredth position of a list, how many comments come before it.
//!
//! One process at a time writes them, under a lock. A reader sees a change either among the changes
//! or in the checkpoints.

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::{Statement, prepared};
use crate::db::schema::tally_marks;
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;

/// How many comments lie between two checkpoints. Reading one more checkpoint costs about as much
/// as counting one more comment, and a million comments then have some thousand checkpoints.
pub(crate) const SPACING: i64 = 256;

/// The position of a comment in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
#[diesel(table_name = tally_marks)]
pub struct ListPosition {
    pub site_id: SiteId,
    /// The id of the article, for its approved comments, or of the comment, for its replies.
    pub list_id: Uuid,
    pub comment_id: CommentId,
}

impl ListPosition {
    /// Before every other position.
    pub const START: Self = Self {
        site_id: SiteId::NIL,
        list_id: Uuid::nil(),
        comment_id: CommentId::NIL,
    };
}

/// Consecutive comments of one list.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(crate) struct Segment {
    #[diesel(embed)]
    pub last: ListPosition,
    /// The number of comments.
    #[diesel(sql_type = BigInt)]
    pub members: i64,
}

/// Inserts checkpoints near each of `positions`, wherever a gap between two checkpoints, or after
/// the last one, holds twice as many comments as wanted. Returns the number of rows inserted: if
/// there are some, another call may insert more.
///
/// A list is identified by its id alone, so the statement looks up both kinds: one of them is
/// empty.
pub(crate) async fn insert_checkpoints(
    conn: &mut Connection,
    positions: &[ListPosition],
) -> Result<usize> {
    let statement = prepared(include_str!("insert_checkpoints.sql"));

    Ok(with_positions(statement, positions)
        .bind(SPACING)
        .execute(conn)
        .await?)
}

/// The next `limit` checkpoints after a position; by the primary key.
pub(crate) async fn list_checkpoints(
    conn: &mut Connection,
    after: ListPosition,
    limit: i64,
) -> Result<Vec<ListPosition>> {
    let statement = prepared(include_str!("list_checkpoints.sql"));

    Ok(with_page(statement, after, limit).load(conn).await?)
}

/// Counts the comments between each of these checkpoints and the one before it, and corrects the
/// checkpoints that are wrong. Returns the number of checkpoints corrected.
pub(crate) async fn correct_checkpoints(
    conn: &mut Connection,
    checkpoints: &[ListPosition],
) -> Result<usize> {
    let nil = Uuid::nil();
    let members = |list: &str| {
        format!(
            "(SELECT count(*) FROM comments c WHERE c.site_id = m.site_id AND {list} \
               AND c.comment_id >= coalesce(p.comment_id, '{nil}') AND c.comment_id < m.comment_id)"
        )
    };

    let approved = members("c.article_id = m.list_id AND c.status = 'approved'");
    let replies = members("c.parent_id = m.list_id AND c.visible");
    let statement = format!(
        "WITH next AS (SELECT m.site_id, m.list_id, m.comment_id, \
             coalesce(p.before, 0) + {approved} + {replies} - m.before - coalesce((\
               SELECT sum(t.change) FROM tally_changes t WHERE t.site_id = m.site_id AND t.list_id = m.list_id \
                 AND t.comment_id >= coalesce(p.comment_id, '{nil}') AND t.comment_id < m.comment_id), 0) AS change \
           FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS l (site_id, list_id, comment_id) \
           JOIN tally_marks m ON m.site_id = l.site_id AND m.list_id = l.list_id AND m.comment_id = l.comment_id \
           LEFT JOIN LATERAL (SELECT comment_id, before FROM tally_marks \
             WHERE site_id = m.site_id AND list_id = m.list_id AND comment_id < m.comment_id \
             ORDER BY comment_id DESC LIMIT 1) p ON true), {SHIFT_CHECKPOINTS}"
    );

    Ok(with_positions(prepared(statement), checkpoints)
        .execute(conn)
        .await?)
}

/// The next `limit` approved comments of all articles after a position, as one segment for each
/// article; by `comments_approved_idx`.
pub(crate) async fn list_segments(
    conn: &mut Connection,
    after: ListPosition,
    limit: i64,
) -> Result<Vec<Segment>> {
    let statement = prepared(include_str!("list_segments.sql"));

    Ok(with_page(statement, after, limit).load(conn).await?)
}

/// The end of a statement that shifts checkpoints: adds to each what `next` and all of its rows
/// before it say. A row of `next` is a checkpoint and the change between the one before and it.
pub(super) const SHIFT_CHECKPOINTS: &str = "moved AS (\
       SELECT m.site_id, m.list_id, m.comment_id, sum(n.change) OVER (\
         PARTITION BY m.site_id, m.list_id ORDER BY m.comment_id) AS change \
       FROM (SELECT site_id, list_id, (array_agg(comment_id ORDER BY comment_id))[1] AS first FROM next \
         WHERE change <> 0 GROUP BY site_id, list_id) l \
       JOIN tally_marks m ON m.site_id = l.site_id AND m.list_id = l.list_id AND m.comment_id >= l.first \
       LEFT JOIN next n ON n.site_id = m.site_id AND n.list_id = m.list_id AND n.comment_id = m.comment_id) \
     UPDATE tally_marks m SET before = m.before + v.change FROM moved v \
     WHERE m.site_id = v.site_id AND m.list_id = v.list_id AND m.comment_id = v.comment_id AND v.change <> 0";

/// Binds sites, lists and comments as the first three values.
pub(super) fn with_positions<'a>(
    statement: Statement<'a>,
    positions: &[ListPosition],
) -> Statement<'a> {
    let sites: Vec<SiteId> = positions.iter().map(|at| at.site_id).collect();
    let lists: Vec<Uuid> = positions.iter().map(|at| at.list_id).collect();
    let comments: Vec<CommentId> = positions.iter().map(|at| at.comment_id).collect();

    statement.bind(sites).bind(lists).bind(comments)
}

/// Binds the position that a page begins after and its length, as the first four values.
fn with_page(statement: Statement<'_>, after: ListPosition, limit: i64) -> Statement<'_> {
    statement
        .bind(after.site_id)
        .bind(after.list_id)
        .bind(after.comment_id)
        .bind(limit)
}
