//! Changes of lists: each transaction appends what it added and removed, and a loop adds it to
//! the checkpoints.

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::counts::checkpoints::{ListPosition, SHIFT_CHECKPOINTS, with_positions};
use crate::error::Result;

/// A change that no checkpoint contains yet.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(crate) struct Change {
    #[diesel(embed)]
    pub position: ListPosition,
    #[diesel(sql_type = BigInt)]
    pub sequence: i64,
}

/// The end of every statement that changes the status or the visibility of a stored comment. A new
/// comment brings its changes along (`insert_new_comment.sql`).
///
/// `changed` holds the comments: site_id, article_id, parent_id, comment_id, and by how much
/// `approved` and `shown` changed.
pub(crate) const APPEND_CHANGES: &str = "INSERT INTO tally_changes (site_id, list_id, comment_id, change) \
    SELECT site_id, article_id, comment_id, approved FROM changed WHERE approved <> 0 \
    UNION ALL SELECT site_id, parent_id, comment_id, shown FROM changed \
    WHERE parent_id IS NOT NULL AND shown <> 0";

/// Up to `limit` changes, those of one list together; by the primary key.
pub(crate) async fn list_changes(conn: &mut Connection, limit: i64) -> Result<Vec<Change>> {
    Ok(prepared(include_str!("list_changes.sql"))
        .bind(limit)
        .load(conn)
        .await?)
}

/// Deletes these changes and adds them to the checkpoints that follow them in their lists.
pub(crate) async fn fold_changes(conn: &mut Connection, changes: &[Change]) -> Result<()> {
    let statement = format!(
        "WITH gone AS (DELETE FROM tally_changes t \
           USING unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) AS c (site_id, list_id, comment_id, sequence) \
           WHERE t.site_id = c.site_id AND t.list_id = c.list_id AND t.comment_id = c.comment_id \
             AND t.sequence = c.sequence \
           RETURNING t.site_id, t.list_id, t.comment_id, t.change), \
         next AS (SELECT g.site_id, g.list_id, m.comment_id, sum(g.change) AS change FROM gone g \
           CROSS JOIN LATERAL (SELECT comment_id FROM tally_marks WHERE site_id = g.site_id \
             AND list_id = g.list_id AND comment_id > g.comment_id ORDER BY comment_id LIMIT 1) m \
           GROUP BY g.site_id, g.list_id, m.comment_id), {SHIFT_CHECKPOINTS}"
    );
    let positions: Vec<ListPosition> = changes.iter().map(|change| change.position).collect();
    let sequences: Vec<i64> = changes.iter().map(|change| change.sequence).collect();

    with_positions(prepared(statement), &positions)
        .bind(sequences)
        .execute(conn)
        .await?;

    Ok(())
}
