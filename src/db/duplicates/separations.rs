//! Comments that a moderator has taken out of a group. A scan does not put them into a group again.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::schema::duplicate_separations;
use crate::domain::ids::{CommentId, ModeratorId, SiteId};
use crate::domain::keys::CommentKey;
use crate::error::Result;

/// A comment that was taken out of a group.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = duplicate_separations)]
pub(crate) struct SeparationRow {
    pub site_id: SiteId,
    pub comment_id: CommentId,
    pub moderator_id: ModeratorId,
    pub created_at: DateTime<Utc>,
}

/// Records that these comments were taken out of a group.
pub(crate) async fn insert_separations(
    conn: &mut Connection,
    rows: &[SeparationRow],
) -> Result<()> {
    diesel::insert_into(duplicate_separations::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;

    Ok(())
}

/// Deletes the record, because the comment has a new text.
pub(crate) async fn delete_separation(conn: &mut Connection, key: CommentKey) -> Result<()> {
    diesel::delete(duplicate_separations::table.find((key.site, key.comment)))
        .execute(conn)
        .await?;

    Ok(())
}
