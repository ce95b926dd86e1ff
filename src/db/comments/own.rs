//! What does an edit read and write of a comment's text? The place and the status are `places.rs`'
//! business.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::schema::{comments, revisions};
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;

/// A comment as its author left it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub struct OwnRow {
    pub author_name: String,
    pub author_email: String,
    pub author_website: Option<String>,
    pub moderator_id: Option<Uuid>,
    pub body: String,
    pub revision: i32,
    pub created_at: DateTime<Utc>,
}

/// The text of a new revision.
#[derive(Debug, Clone)]
pub struct TextRow {
    pub site_id: Uuid,
    pub comment_id: Uuid,
    pub revision: i32,
    pub body: String,
    pub html: String,
    pub policy_version: i32,
    pub edited_at: DateTime<Utc>,
}

/// The comment, by the primary key.
pub async fn find_own_row(
    conn: &mut Connection,
    site: SiteId,
    comment: CommentId,
) -> Result<Option<OwnRow>> {
    Ok(comments::table
        .find((site.0, comment.0))
        .select(OwnRow::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// Puts a new text in the present one's place.
pub async fn update_text(conn: &mut Connection, row: &TextRow) -> Result<()> {
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

/// Keeps the new text beside the earlier ones.
pub async fn insert_text_revision(conn: &mut Connection, row: &TextRow) -> Result<()> {
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
