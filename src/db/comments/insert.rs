//! A new comment with all that stands beside it, in one statement: four would be four round trips
//! and four plans.

use std::borrow::Cow;

use diesel_async::RunQueryDsl;
use futures_util::future::join;

use crate::db::comments::rows::CommentRow;
use crate::db::connection::connect::Connection;
use crate::db::connection::fault::violated_reference;
use crate::db::connection::statement::{Statement, prepared};
use crate::db::counts::changes::append_new_comment;
use crate::db::duplicates::fingerprints::FingerprintRow;
use crate::db::events::append::{NewEvent, note_reach};
use crate::domain::ids::CommentId;
use crate::domain::keys::CommentKey;
use crate::domain::refusal::{Noun, Refusal};
use crate::error::{Error, Result};

/// The statement, whose values stand in the order of the columns.
pub const NEW_COMMENT: &str = "\
    WITH comment AS (INSERT INTO comments \
        (site_id, comment_id, article_id, parent_id, path, depth, status, visible, author_name, author_email, \
         author_website, author_key, author_ip_hash, moderator_id, body, html, policy_version, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)), \
      revision AS (INSERT INTO revisions (site_id, comment_id, revision, body, created_at) \
        VALUES ($1, $2, 1, $15, $18)), \
      fingerprint AS (INSERT INTO fingerprints \
        (site_id, comment_id, fingerprint_version, letters, exact_hash, keys, created_at) \
        VALUES ($1, $2, $19, $20, $21, $22, $18)) \
    INSERT INTO events (site_id, kind, article_id, comment_id, payload) VALUES ($1, $23, $3, $2, $24)";

/// Writes a comment, its text as its first revision, its fingerprint, and that it came; and notes
/// that the thread has grown if it is shown at once.
///
/// # Errors
/// `NotFound` when the article was removed a moment ago, with all that stood under it.
pub async fn insert_new_comment(
    mut conn: &Connection,
    row: &CommentRow,
    (fingerprint, event): (&FingerprintRow, &NewEvent),
) -> Result<()> {
    note_reach(std::slice::from_ref(event))?;
    let noted = async {
        let key = CommentKey {
            site: row.site_id.into(),
            comment: row.comment_id.into(),
        };
        if row.visible {
            let parent = row.parent_id.map(CommentId);
            append_new_comment(conn, key, row.article_id.into(), parent).await
        } else {
            Ok(())
        }
    };
    let written = with_comment(NEW_COMMENT, row)
        .bind(fingerprint.fingerprint_version)
        .bind(fingerprint.letters)
        .bind(fingerprint.exact_hash)
        .bind(&fingerprint.keys)
        .bind(event.kind.as_str())
        .bind(&event.payload)
        .execute(&mut conn);
    let (written, noted) = join(written, noted).await;
    written.map_err(|fault| match violated_reference(&fault) {
        Some("comments_article_fkey" | "comments_parent_fkey") => {
            Refusal::NotFound(Noun::Article).into()
        }
        _ => Error::from(fault),
    })?;
    noted
}

/// A statement whose first values are those of a comment, in the order of its columns.
pub fn with_comment<'a>(statement: impl Into<Cow<'a, str>>, row: &'a CommentRow) -> Statement<'a> {
    prepared(statement)
        .bind(row.site_id)
        .bind(row.comment_id)
        .bind(row.article_id)
        .bind(row.parent_id)
        .bind(&row.path)
        .bind(row.depth)
        .bind(row.status)
        .bind(row.visible)
        .bind(&row.author_name)
        .bind(&row.author_email)
        .bind(&row.author_website)
        .bind(&row.author_key)
        .bind(&row.author_ip_hash)
        .bind(row.moderator_id)
        .bind(&row.body)
        .bind(&row.html)
        .bind(row.policy_version)
        .bind(row.created_at)
}
