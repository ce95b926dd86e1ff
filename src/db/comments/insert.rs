//! Inserts a new comment with its revision, search forms, fingerprint and event, and adds it to the
//! lists that show it, in one statement: six statements would be six round trips and six plans.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::fault::violated_reference;
use crate::db::connection::statement::{Statement, prepared};
use crate::db::duplicates::fingerprints::FingerprintRow;
use crate::db::events::append::{NewEvent, note_reach};
use crate::db::moderation::search_rows::SearchTexts;
use crate::db::threads::comment::ThreadCommentRow;
use crate::domain::ids::{ArticleId, CommentId, ModeratorId, SiteId};
use crate::domain::keys::CommentKey;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::status::Status;
use crate::error::{Error, Result};
use crate::text::search_form::SEARCH_VERSION;

/// A new comment with everything that is stored about it.
#[derive(Debug, Clone)]
pub struct NewCommentRow {
    pub site_id: SiteId,
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub parent_id: Option<CommentId>,
    /// The bytes of the ids from the top-level comment down to this one.
    pub path: Vec<u8>,
    pub depth: i32,
    pub status: Status,
    pub visible: bool,
    pub author_name: String,
    pub author_email: String,
    pub author_website: Option<String>,
    pub author_key: Vec<u8>,
    pub author_ip_hash: Option<Vec<u8>>,
    pub moderator_id: Option<ModeratorId>,
    pub body: String,
    pub html: String,
    pub policy_version: i32,
    pub created_at: DateTime<Utc>,
    /// The forms in which moderators search the text and the name.
    pub search: SearchTexts,
}

impl NewCommentRow {
    pub(crate) const fn key(&self) -> CommentKey {
        CommentKey {
            site: self.site_id,
            comment: self.comment_id,
        }
    }

    /// The row as its author sees it in the answer to the post. `number` is left out even if the
    /// comment is public at once: it would have to be counted.
    pub(crate) fn into_own_comment(self) -> ThreadCommentRow {
        ThreadCommentRow {
            site_id: self.site_id,
            comment_id: self.comment_id,
            article_id: self.article_id,
            parent_id: self.parent_id,
            path: self.path,
            depth: self.depth,
            status: self.status,
            author_name: self.author_name,
            author_website: self.author_website,
            is_moderator: self.moderator_id.is_some(),
            is_erased: false,
            body: self.body,
            html: self.html,
            created_at: self.created_at,
            edited_at: None,
            number: None,
            reply_count: 0,
        }
    }
}

/// The statement of [`insert_new_comment`].
pub const NEW_COMMENT: &str = include_str!("insert_new_comment.sql");

/// Inserts a comment, its text as its first revision, its search forms, its fingerprint and the event of its
/// submission. A comment that is visible at once is added to the counts of its thread.
///
/// # Errors
/// `NotFound` if the article was removed a moment ago, with all comments.
pub async fn insert_new_comment(
    mut conn: &Connection,
    row: &NewCommentRow,
    fingerprint: &FingerprintRow,
    event: &NewEvent,
) -> Result<()> {
    note_reach(std::slice::from_ref(event))?;

    let written = with_comment(NEW_COMMENT, row)
        .bind(fingerprint.fingerprint_version)
        .bind(fingerprint.letters)
        .bind(fingerprint.exact_hash)
        .bind(&fingerprint.keys)
        .bind(event.kind)
        .bind(&event.payload)
        .execute(&mut conn)
        .await;

    match written {
        Ok(_) => Ok(()),
        Err(fault) => match violated_reference(&fault) {
            Some("comments_article_fkey" | "comments_parent_fkey") => {
                Err(Refusal::NotFound(Noun::Article).into())
            }
            _ => Err(Error::from(fault)),
        },
    }
}

/// A statement whose first values are those of a comment, in the order of its columns, and those of
/// its search forms.
pub fn with_comment<'a>(
    statement: impl Into<Cow<'a, str>>,
    row: &'a NewCommentRow,
) -> Statement<'a> {
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
        .bind(SEARCH_VERSION)
        .bind(row.search.body.as_str())
        .bind(row.search.author.as_str())
}
