//! Messages about events for moderators: comments that arrived in the queue, decisions, and
//! comments that left.

use std::collections::HashMap;

use crate::db::connection::connect::Connection;
use crate::db::events::feed::Event;
use crate::db::moderation::decisions::{DecisionRow, list_decisions_by_id};
use crate::domain::event::EventKind;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::{ArticleId, CommentId, DecisionId};
use crate::domain::status::Status;
use crate::error::Result;
use crate::flows::events::carried::{Carried, Omission, Sizes};
use crate::flows::events::public_messages::status_in;
use crate::flows::moderation::queue::{Queued, read_queued};

/// One change of the queue, or one decision.
#[derive(Debug, Clone)]
pub(crate) struct QueueMessage {
    pub position: EventPosition,
    pub change: QueueChange,
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    /// The comment as it is now; `None` if it was deleted with its article.
    pub comment: Option<Carried<Queued>>,
    /// `None` for a comment that was submitted.
    pub decision: Option<DecisionRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueueChange {
    /// The comment is pending, and was not before.
    Arrived,
    /// The comment is still pending, with another text, or without one since it was erased.
    Edited,
    /// A moderator decided, also about a comment that was not pending.
    Decided,
    /// The author withdrew the comment while it was pending.
    Left,
}

/// An event about the queue.
struct QueueEvent<'a> {
    event: &'a Event,
    change: QueueChange,
}

/// The comments whose events are about the queue.
pub(super) fn queue_comments(events: &[Event]) -> Vec<CommentId> {
    let events = events.iter().filter_map(QueueEvent::of);

    events.filter_map(|it| it.event.comment_id).collect()
}

/// The messages about those events, in their order. `sizes` are those of [`queue_comments`].
///
/// # Errors
/// `Unavailable` without a database.
pub(super) async fn read_queue_messages(
    conn: &mut Connection,
    events: &[Event],
    sizes: &Sizes,
) -> Result<Vec<QueueMessage>> {
    let events: Vec<QueueEvent<'_>> = events.iter().filter_map(QueueEvent::of).collect();
    if events.is_empty() {
        return Ok(Vec::new());
    }

    let small = read_queued(conn, &sizes.carried()).await?.into_iter();
    let small = small.map(|queued| {
        let id = queued.comment.thread_comment.comment_id;

        (id, Carried::Comment(queued))
    });
    let large = sizes.large.iter();
    let large = large.map(|size| (size.comment_id, Carried::Left(Omission::TooLarge)));
    let mut comments: HashMap<CommentId, Carried<Queued>> = small.chain(large).collect();

    let decisions: Vec<DecisionId> = events.iter().filter_map(QueueEvent::decision).collect();
    let decisions: HashMap<DecisionId, DecisionRow> = list_decisions_by_id(conn, &decisions)
        .await?
        .into_iter()
        .map(|decision| (decision.decision_id, decision))
        .collect();

    let message = |it: &QueueEvent<'_>| {
        let comment_id = it.event.comment_id?;
        let decision = it.decision().and_then(|id| decisions.get(&id));

        Some(QueueMessage {
            position: it.event.position,
            change: it.change,
            comment_id,
            article_id: it.event.article_id?,
            comment: comments.get_mut(&comment_id).map(Carried::take),
            decision: decision.cloned(),
        })
    };

    // From the last event to the first: the last one about a comment carries it.
    let mut messages: Vec<QueueMessage> = events.iter().rev().filter_map(message).collect();
    messages.reverse();

    Ok(messages)
}

impl<'a> QueueEvent<'a> {
    /// `None` for an event that does not change the queue.
    fn of(event: &'a Event) -> Option<Self> {
        let is_pending = |name: &str| status_in(event, name) == Some(Status::Pending);

        let change = match EventKind::parse(&event.kind)? {
            EventKind::CommentSubmitted | EventKind::CommentEdited if is_pending("status") => {
                if is_pending("status_before") {
                    QueueChange::Edited
                } else {
                    QueueChange::Arrived
                }
            }
            EventKind::CommentErased if is_pending("status") => QueueChange::Edited,
            EventKind::CommentWithdrawn if is_pending("status_before") => QueueChange::Left,
            EventKind::CommentDecided => QueueChange::Decided,
            _ => return None,
        };

        Some(Self { event, change })
    }

    fn decision(&self) -> Option<DecisionId> {
        let id = self.event.payload.get("decision_id")?;

        id.as_str()?.parse().ok().map(DecisionId)
    }
}
