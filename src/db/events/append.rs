//! Appends events, in the transaction that makes the changes they report.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::connection::connect::Connection;
use crate::db::connection::reach;
use crate::db::schema::events;
use crate::domain::event::{EventKind, Reach};
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::keys::{ArticleKey, CommentKey};
use crate::error::Result;

/// An event to append. Postgres adds the order and the time; no application clock orders events.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = events)]
// Diesel would prepare the insert again each time, if a column might be written as DEFAULT.
#[diesel(treat_none_as_default_value = false)]
pub struct NewEvent {
    pub site_id: SiteId,
    pub kind: EventKind,
    pub article_id: Option<ArticleId>,
    pub comment_id: Option<CommentId>,
    /// Names the comment's `status` if the event is about one: the status decides what the event
    /// reaches.
    pub payload: Value,
}

impl NewEvent {
    /// An event about a comment under `article`.
    pub const fn of_comment(
        kind: EventKind,
        comment: CommentKey,
        article: ArticleId,
        payload: Value,
    ) -> Self {
        Self {
            site_id: comment.site,
            kind,
            article_id: Some(article),
            comment_id: Some(comment.comment),
            payload,
        }
    }

    /// An event about an article.
    pub(crate) const fn of_article(kind: EventKind, article: ArticleKey, payload: Value) -> Self {
        Self {
            site_id: article.site,
            kind,
            article_id: Some(article.article),
            comment_id: None,
            payload,
        }
    }

    /// An event about a site, or about a part of it that is no article and no comment.
    pub(crate) const fn of_site(kind: EventKind, site: SiteId, payload: Value) -> Self {
        Self {
            site_id: site,
            kind,
            article_id: None,
            comment_id: None,
            payload,
        }
    }

    /// An event about an account, which belongs to no site.
    pub(crate) const fn of_account(kind: EventKind, payload: Value) -> Self {
        Self::of_site(kind, SiteId::NONE, payload)
    }

    fn reach(&self) -> Reach {
        let status = self.payload.get("status").and_then(Value::as_str);

        Reach::of(self.kind.as_str(), self.article_id, status)
    }
}

/// How many rows go into one statement: Postgres takes 65,535 parameters, and a row has five.
const CHUNK: usize = 5_000;

/// Appends events in their order, and notes what they reach for the end of the transaction; see
/// [`reach::collect`].
///
/// # Errors
/// `Internal` outside a transaction of
/// [`Pool::transaction`](crate::db::connection::pool::Pool::transaction): nothing would end the
/// pages that the event changes.
pub(crate) async fn insert_events(mut conn: &Connection, rows: &[NewEvent]) -> Result<()> {
    note_reach(rows)?;

    // One event is the usual number, and the only one whose statement Diesel plans once.
    if let [row] = rows {
        diesel::insert_into(events::table)
            .values(row)
            .execute(&mut conn)
            .await?;

        return Ok(());
    }

    for chunk in rows.chunks(CHUNK) {
        diesel::insert_into(events::table)
            .values(chunk)
            .execute(&mut conn)
            .await?;
    }

    Ok(())
}

/// Notes what events reach that another statement appends.
///
/// # Errors
/// As [`insert_events`].
pub(crate) fn note_reach(rows: &[NewEvent]) -> Result<()> {
    reach::note(rows.iter().map(NewEvent::reach))
}
