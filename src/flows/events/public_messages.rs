//! Messages about events for the readers of a thread. They contain nothing that the thread does not
//! show at that moment.

use std::collections::HashMap;

use crate::db::articles::page::list_counts;
use crate::db::connection::connect::Connection;
use crate::db::events::feed::Event;
use crate::db::threads::comment::{CommentSize, ThreadCommentRow, list_visible_comments};
use crate::domain::event::EventKind;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::status::Status;
use crate::error::Result;
use crate::flows::events::carried::{Carried, Omission, Sizes};

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
    Approved(CommentId, Carried<ThreadCommentRow>),
    Edited(CommentId, Carried<ThreadCommentRow>),
    /// Its author withdrew it. With the hidden comment, if it stays in the thread.
    Withdrawn(CommentId, Option<ThreadCommentRow>),
    /// A moderator removed it, or its new text waits for one. With the hidden comment, if it stays
    /// in the thread.
    Removed(CommentId, Option<ThreadCommentRow>),
    ArticleDeleted,
}

/// The messages about those events, in their order. The comments are read as they are shown now: an
/// event whose comment has changed since yields no message, and a later event of it does. `sizes`
/// are those of the events' comments.
///
/// # Errors
/// `Unavailable` without a database.
pub(super) async fn read_public_messages(
    conn: &mut Connection,
    events: &[&Event],
    sizes: &Sizes,
) -> Result<Vec<PublicMessage>> {
    let mut articles: Vec<ArticleId> = events.iter().filter_map(|event| event.article_id).collect();
    articles.sort_unstable();
    articles.dedup();
    if articles.is_empty() {
        return Ok(Vec::new());
    }

    let mut visible = read_visible(conn, sizes).await?;
    let totals: HashMap<ArticleId, i64> = list_counts(conn, &articles)
        .await?
        .into_iter()
        .map(|count| (count.article_id, count.comment_count))
        .collect();

    let message = |event: &&Event| {
        let article = event.article_id?;
        let comment = event.comment_id.and_then(|id| visible.get_mut(&id));

        Some(PublicMessage {
            position: event.position,
            article,
            total: totals.get(&article).copied().unwrap_or_default(),
            change: public_change(event, comment)?,
        })
    };

    // From the last event to the first: the last one about a comment carries it.
    let mut messages: Vec<PublicMessage> = events.iter().rev().filter_map(message).collect();
    messages.reverse();

    Ok(messages)
}

/// A comment that the thread shows, or whose place it keeps.
enum Visible {
    Shown(Carried<ThreadCommentRow>),
    /// Without its text.
    Kept(ThreadCommentRow),
}

/// The visible ones among the comments.
async fn read_visible(conn: &mut Connection, sizes: &Sizes) -> Result<HashMap<CommentId, Visible>> {
    let is_hidden = |size: &&CommentSize| size.visible && size.status != Status::Approved;
    let is_shown = |size: &&CommentSize| size.visible && size.status == Status::Approved;

    // Of a hidden comment only the place is read, however large its text is.
    let places = sizes.large.iter().filter(is_hidden);
    let mut read: Vec<CommentId> = places.map(|size| size.comment_id).collect();
    read.extend(sizes.carried());

    let rows = list_visible_comments(conn, &read).await?.into_iter();
    let rows = rows.map(|row| {
        let id = row.comment_id;
        let visible = match row.status {
            Status::Approved => Visible::Shown(Carried::Comment(row)),
            _ => Visible::Kept(row),
        };

        (id, visible)
    });

    let large = sizes.large.iter().filter(is_shown);
    let large = large.map(|size| {
        let left = Carried::Left(Omission::TooLarge);

        (size.comment_id, Visible::Shown(left))
    });

    Ok(rows.chain(large).collect())
}

/// The change that readers see after an event; `comment` is as they see it now. `None` if
/// they see no change.
fn public_change(event: &Event, comment: Option<&mut Visible>) -> Option<PublicChange> {
    let was_shown = status_in(event, "status_before") == Some(Status::Approved);
    let is_shown = status_in(event, "status") == Some(Status::Approved);
    let (shown, kept) = match comment {
        Some(Visible::Shown(comment)) => (Some(comment), None),
        Some(Visible::Kept(place)) => (None, Some(&*place)),
        None => (None, None),
    };

    match EventKind::parse(&event.kind)? {
        EventKind::ArticleDeleted => Some(PublicChange::ArticleDeleted),
        EventKind::CommentSubmitted | EventKind::CommentDecided | EventKind::CommentEdited
            if is_shown =>
        {
            let id = event.comment_id?;
            let comment = shown?.take();

            Some(if was_shown {
                PublicChange::Edited(id, comment)
            } else {
                PublicChange::Approved(id, comment)
            })
        }
        // A hidden comment shows nothing of its author anyway.
        EventKind::CommentErased if is_shown => {
            Some(PublicChange::Edited(event.comment_id?, shown?.take()))
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
