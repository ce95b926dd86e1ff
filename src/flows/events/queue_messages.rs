//! What do moderators learn of an event? What came into the queue, what was decided and by whom,
//! and what left.

use std::collections::HashMap;

use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::events::feed::Event;
use crate::db::moderation::decisions::{DecisionRow, list_decisions_by_id};
use crate::domain::event::EventKind;
use crate::domain::ids::{CommentId, DecisionId};
use crate::domain::position::Position;
use crate::domain::status::Status;
use crate::error::Result;
use crate::flows::moderation::queue::{Queued, read_queued};

/// One change of the queue, or one decision.
#[derive(Debug, Clone)]
pub struct QueueMessage {
    pub position: Position,
    pub change: QueueChange,
    pub comment_id: Uuid,
    pub article_id: Uuid,
    /// The comment as it stands now; `None` when it is gone with its article.
    pub comment: Option<Queued>,
    /// `None` for a comment that was submitted.
    pub decision: Option<DecisionRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueChange {
    /// It waits, and did not before.
    Arrived,
    /// It still waits, with another text.
    Edited,
    /// A moderator decided, also about what did not wait.
    Decided,
    /// Its author took it back while it waited.
    Left,
}

/// The news in those events, in their order.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn read_queue_messages(
    conn: &mut Connection,
    events: &[Event],
) -> Result<Vec<QueueMessage>> {
    let events: Vec<(&Event, QueueChange)> = events
        .iter()
        .filter_map(|event| Some((event, queue_change(event)?)))
        .collect();
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let comments: Vec<CommentId> = events
        .iter()
        .filter_map(|(event, _)| event.comment_id.map(CommentId::from))
        .collect();
    let decisions: Vec<DecisionId> = events
        .iter()
        .filter_map(|(event, _)| decision_of(event))
        .collect();
    let comments: HashMap<Uuid, Queued> = read_queued(conn, &comments)
        .await?
        .into_iter()
        .map(|queued| (queued.comment.place.comment_id, queued))
        .collect();
    let decisions: HashMap<DecisionId, DecisionRow> = list_decisions_by_id(conn, &decisions)
        .await?
        .into_iter()
        .map(|decision| (decision.decision_id, decision))
        .collect();
    let messages = |(event, change): &(&Event, QueueChange)| {
        let comment_id = event.comment_id?;
        Some(QueueMessage {
            position: event.position,
            change: *change,
            comment_id,
            article_id: event.article_id?,
            comment: comments.get(&comment_id).cloned(),
            decision: decision_of(event).and_then(|decision| decisions.get(&decision).cloned()),
        })
    };
    Ok(events.iter().filter_map(messages).collect())
}

fn queue_change(event: &Event) -> Option<QueueChange> {
    let waits = |name: &str| {
        let status = event.payload.get(name).and_then(|value| value.as_str());
        status == Some(Status::Pending.as_str())
    };
    match EventKind::parse(&event.kind)? {
        EventKind::CommentSubmitted | EventKind::CommentEdited if waits("status") => {
            Some(if waits("status_before") {
                QueueChange::Edited
            } else {
                QueueChange::Arrived
            })
        }
        EventKind::CommentWithdrawn if waits("status_before") => Some(QueueChange::Left),
        EventKind::CommentDecided => Some(QueueChange::Decided),
        _ => None,
    }
}

fn decision_of(event: &Event) -> Option<DecisionId> {
    let id = event.payload.get("decision_id")?.as_str()?;

    id.parse().ok().map(DecisionId)
}
