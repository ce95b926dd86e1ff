//! The text of a comment, as an edit reads and writes it. Status and visibility are in
//! `status_changes.rs`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::schema::{comments, revisions};
use crate::domain::ids::{CommentId, ModeratorId, SiteId};
use crate::domain::keys::CommentKey;
use crate::error::Result;

/// The present text of a comment, with its author and its parent.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub(crate) struct EditableRow {
    pub parent_id: Option<CommentId>,
    pub author_name: String,
    pub author_email: String,
    pub author_website: Option<String>,
    pub author_ip_hash: Option<Vec<u8>>,
    pub moderator_id: Option<ModeratorId>,
    pub body: String,
    pub revision: i32,
    pub created_at: DateTime<Utc>,
    pub erased_at: Option<DateTime<Utc>>,
}

/// The text of a new revision.
#[derive(Debug, Clone)]
pub(crate) struct NewRevision {
    pub site_id: SiteId,
    pub comment_id: CommentId,
    pub revision: i32,
    pub body: String,
    pub html: String,
    pub policy_version: i32,
    pub edited_at: DateTime<Utc>,
}

/// The present text of the comment, by the primary key.
pub(crate) async fn find_editable(
    conn: &mut Connection,
    comment: CommentKey,
) -> Result<Option<EditableRow>> {
    Ok(comments::table
        .find((comment.site, comment.comment))
        .select(EditableRow::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// Replaces the present text of the comment.
pub(crate) async fn update_text(conn: &mut Connection, row: &NewRevision) -> Result<()> {
    diesel::update(comments::table.find((row.site_id, row.comment_id)))
        .set((
            comments::body.eq(&row.body),
            comments::html.eq(&row.html),
            comments::revision.eq(row.revision),
            comments::policy_version.eq(row.policy_version),
            comments::edited_at.eq(row.edited_at),
        ))
        .execute(conn)
        .await?;

    Ok(())
}

/// Keeps the text as a revision, beside the earlier ones.
pub(crate) async fn insert_revision(conn: &mut Connection, row: &NewRevision) -> Result<()> {
    diesel::insert_into(revisions::table)
        .values((
            revisions::site_id.eq(row.site_id),
            revisions::comment_id.eq(row.comment_id),
            revisions::revision.eq(row.revision),
            revisions::body.eq(&row.body),
            revisions::created_at.eq(row.edited_at),
        ))
        .execute(conn)
        .await?;

    Ok(())
}
