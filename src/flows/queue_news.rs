//! What do moderators learn of an event? What came into the queue, what was decided and by whom,
//! and what left.

use std::collections::HashMap;

use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::decisions::{DecisionRow, list_decisions_by_id};
use crate::db::event_feed::Event;
use crate::domain::event::EventKind;
use crate::domain::event_position::EventPosition;
use crate::domain::status::Status;
use crate::error::Result;
use crate::flows::read_queue::{Queued, read_queued};

/// One change of the queue, or one decision.
#[derive(Debug, Clone)]
pub struct QueueNews {
    pub position: EventPosition,
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
pub async fn read_queue_news(conn: &mut Connection, events: &[Event]) -> Result<Vec<QueueNews>> {
    let events: Vec<(&Event, QueueChange)> = events
        .iter()
        .filter_map(|event| Some((event, queue_change(event)?)))
        .collect();
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let comments: Vec<Uuid> = events
        .iter()
        .filter_map(|(event, _)| event.comment_id)
        .collect();
    let decisions: Vec<Uuid> = events
        .iter()
        .filter_map(|(event, _)| decision_of(event))
        .collect();
    let comments: HashMap<Uuid, Queued> = read_queued(conn, &comments)
        .await?
        .into_iter()
        .map(|queued| (queued.comment.place.comment_id, queued))
        .collect();
    let decisions: HashMap<Uuid, DecisionRow> = list_decisions_by_id(conn, &decisions)
        .await?
        .into_iter()
        .map(|decision| (decision.decision_id, decision))
        .collect();
    let news = |(event, change): &(&Event, QueueChange)| {
        let comment_id = event.comment_id?;
        Some(QueueNews {
            position: event.position,
            change: *change,
            comment_id,
            article_id: event.article_id?,
            comment: comments.get(&comment_id).cloned(),
            decision: decision_of(event).and_then(|decision| decisions.get(&decision).cloned()),
        })
    };
    Ok(events.iter().filter_map(news).collect())
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

fn decision_of(event: &Event) -> Option<Uuid> {
    event.payload.get("decision_id")?.as_str()?.parse().ok()
}
