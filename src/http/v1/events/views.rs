//! The data of the events of live streams, and their encoding.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::live::EncodedMessage;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::{ArticleId, CommentId};
use crate::error::Result;
use crate::flows::events::catch_up::Messages;
use crate::flows::events::public_messages::{PublicChange, PublicMessage};
use crate::flows::events::queue_messages::{QueueChange, QueueMessage};
use crate::http::problem::examples::sample_id;
use crate::http::reply::cursor::CursorSeal;
use crate::http::v1::events::live::block::block;
use crate::http::v1::moderation::queue::QueuedComment;
use crate::http::v1::moderation::views::{
    DecisionView, example_decision, example_finding, example_moderated_with,
};
use crate::http::v1::threads::views::{Comment, example_comment};

/// The data of `ready` and `reset`.
#[derive(Debug, Serialize)]
pub(super) struct Beginning {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

/// The data of an event of an article's thread.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ThreadEvent {
    /// The comment that changed; absent in `ready`, `reset` and `article_deleted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    pub comment_id: Option<CommentId>,
    /// The comment as the thread shows it now; absent if it is not shown any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub comment: Option<Comment>,
    /// The number of approved comments of the article now.
    #[schema(minimum = 0)]
    pub total: i64,
}

/// The data of an event of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QueueEvent {
    #[schema(value_type = Uuid)]
    pub comment_id: CommentId,
    #[schema(value_type = Uuid)]
    pub article_id: ArticleId,
    /// The comment as it is now; null if it was deleted with its article.
    pub comment: Option<QueuedComment>,
    /// The decision and its moderator; null for a comment that was submitted.
    pub decision: Option<DecisionView>,
}

/// Encodes messages in their order.
///
/// # Errors
/// `Internal` when a view has no JSON form.
pub(super) fn encode(feed: &CursorSeal<'_>, messages: Messages) -> Result<Vec<EncodedMessage>> {
    match messages {
        Messages::Public(messages) => messages
            .into_iter()
            .map(|message| encode_public(feed, message))
            .collect(),
        Messages::Queue(messages) => messages
            .into_iter()
            .map(|message| encode_queue(feed, message))
            .collect(),
    }
}

/// Encodes a message to the readers of a thread. `feed` seals its position.
///
/// # Errors
/// As [`encode`].
pub(crate) fn encode_public(
    feed: &CursorSeal<'_>,
    message: PublicMessage,
) -> Result<EncodedMessage> {
    let (name, comment_id, shown) = match message.change {
        PublicChange::Approved(shown) => ("approved", Some(shown.comment_id), Some(shown)),
        PublicChange::Edited(shown) => ("edited", Some(shown.comment_id), Some(shown)),
        PublicChange::Withdrawn(comment, shown) => ("withdrawn", Some(comment), shown),
        PublicChange::Removed(comment, shown) => ("removed", Some(comment), shown),
        PublicChange::ArticleDeleted => ("article_deleted", None, None),
    };
    let data = ThreadEvent {
        comment_id,
        comment: shown.map(Comment::public),
        total: message.total,
    };

    encode_event(feed, name, message.position, &data)
}

/// Encodes a message to moderators. `feed` seals its position.
///
/// # Errors
/// As [`encode`].
pub(crate) fn encode_queue(feed: &CursorSeal<'_>, message: QueueMessage) -> Result<EncodedMessage> {
    let name = match message.change {
        QueueChange::Arrived => "arrived",
        QueueChange::Edited => "edited",
        QueueChange::Decided => "decided",
        QueueChange::Left => "left",
    };
    let data = QueueEvent {
        comment_id: message.comment_id,
        article_id: message.article_id,
        comment: message.comment.map(QueuedComment::from),
        decision: message.decision.map(DecisionView::from),
    };

    encode_event(feed, name, message.position, &data)
}

fn encode_event(
    feed: &CursorSeal<'_>,
    name: &str,
    position: EventPosition,
    data: &impl Serialize,
) -> Result<EncodedMessage> {
    let text = block(name, &feed.seal_position(position), data)?;

    Ok(EncodedMessage {
        position,
        text: Arc::from(text),
    })
}

/// The data of an event of a thread for the examples of the OpenAPI document.
pub(super) fn example_thread_event() -> Value {
    json!({"comment_id": sample_id(), "comment": example_comment("approved"), "total": 1})
}

/// The data of an event of the queue for the examples of the OpenAPI document.
pub(super) fn example_queue_event() -> Value {
    let comment = example_moderated_with(json!({"findings": [example_finding()]}));

    json!({
        "comment_id": sample_id(), "article_id": sample_id(), "comment": comment, "decision": example_decision(),
    })
}
