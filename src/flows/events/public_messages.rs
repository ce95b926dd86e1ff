//! Messages about events for the readers of a thread. They contain nothing that the thread does not
//! show at that moment.

use std::collections::HashMap;

use crate::db::articles::page::list_counts;
use crate::db::connection::connect::Connection;
use crate::db::events::feed::Event;
use crate::db::threads::comment::{ThreadCommentRow, list_visible_comments};
use crate::domain::event::EventKind;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::status::Status;
use crate::error::Result;

/// One change of a thread as its readers see it.
#[derive(Debug, Clone)]
pub(crate) struct PublicMessage {
    pub position: EventPosition,
    pub article: ArticleId,
    /// The approved comments of the article now.
    pub total: i64,
    pub change: PublicChange,
}

#[derive(Debug, Clone)]
pub(crate) enum PublicChange {
    Approved(ThreadCommentRow),
    Edited(ThreadCommentRow),
    /// Its author withdrew it. With the hidden comment, if it stays in the thread.
    Withdrawn(CommentId, Option<ThreadCommentRow>),
    /// A moderator removed it, or its new text waits for one. With the hidden comment, if it stays
    /// in the thread.
    Removed(CommentId, Option<ThreadCommentRow>),
    ArticleDeleted,
}

/// The messages about those events, in their order. The comments are read as they are shown now: an
/// event whose comment has changed since yields no message, and a later event of it does.
///
/// # Errors
/// `Unavailable` without a database.
pub(super) async fn read_public_messages(
    conn: &mut Connection,
    events: &[&Event],
) -> Result<Vec<PublicMessage>> {
    let comments: Vec<CommentId> = events.iter().filter_map(|event| event.comment_id).collect();
    let mut articles: Vec<ArticleId> = events.iter().filter_map(|event| event.article_id).collect();
    articles.sort_unstable();
    articles.dedup();
    if articles.is_empty() {
        return Ok(Vec::new());
    }

    let visible: HashMap<CommentId, ThreadCommentRow> = list_visible_comments(conn, &comments)
        .await?
        .into_iter()
        .map(|comment| (comment.comment_id, comment))
        .collect();
    let totals: HashMap<ArticleId, i64> = list_counts(conn, &articles)
        .await?
        .into_iter()
        .map(|count| (count.article_id, count.comment_count))
        .collect();

    let message = |event: &&Event| {
        let article = event.article_id?;
        let comment = event.comment_id.and_then(|id| visible.get(&id));

        Some(PublicMessage {
            position: event.position,
            article,
            total: totals.get(&article).copied().unwrap_or_default(),
            change: public_change(event, comment)?,
        })
    };

    Ok(events.iter().filter_map(message).collect())
}

/// The change that readers see after an event; `comment` is as they see it now. `None` if
/// they see no change.
fn public_change(event: &Event, comment: Option<&ThreadCommentRow>) -> Option<PublicChange> {
    let was_shown = status_in(event, "status_before") == Some(Status::Approved);
    let is_shown = status_in(event, "status") == Some(Status::Approved);
    let shown = comment.filter(|comment| comment.status == Status::Approved);
    let kept = comment.filter(|_| shown.is_none());

    match EventKind::parse(&event.kind)? {
        EventKind::ArticleDeleted => Some(PublicChange::ArticleDeleted),
        EventKind::CommentSubmitted | EventKind::CommentDecided | EventKind::CommentEdited
            if is_shown =>
        {
            let comment = shown?.clone();
            Some(if was_shown {
                PublicChange::Edited(comment)
            } else {
                PublicChange::Approved(comment)
            })
        }
        // A hidden comment that stays in the thread shows from now on that it was withdrawn.
        EventKind::CommentWithdrawn if was_shown || kept.is_some() => {
            Some(PublicChange::Withdrawn(event.comment_id?, kept.cloned()))
        }
        EventKind::CommentDecided | EventKind::CommentEdited if was_shown => {
            Some(PublicChange::Removed(event.comment_id?, kept.cloned()))
        }
        _ => None,
    }
}

/// The status under that name in the payload of an event.
pub(super) fn status_in(event: &Event, name: &str) -> Option<Status> {
    Status::parse(event.payload.get(name)?.as_str()?)
}
