//! The data of the events of live streams, and their encoding.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::live::EncodedMessage;
use crate::db::threads::comment::ThreadCommentRow;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::{ArticleId, CommentId};
use crate::error::Result;
use crate::flows::events::carried::{Carried, Omission};
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
    /// The comment as the thread shows it now; absent if it is not shown any more, or if
    /// `comment_omitted` is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub comment: Option<Comment>,
    /// Why a comment that is shown is not in this event: `follows`, a later event about it has it;
    /// `too_large`, read it with `GET /v1/comments/{comment_id}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "too_large")]
    pub comment_omitted: Option<&'static str>,
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
    /// The comment as it is now; null if it was deleted with its article, or if `comment_omitted`
    /// is there.
    pub comment: Option<QueuedComment>,
    /// Why a comment that exists is not in this event: `follows`, a later event about it has it;
    /// `too_large`, read it with `GET /v1/admin/comments/{comment_id}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "too_large")]
    pub comment_omitted: Option<&'static str>,
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
    let kept = |place: Option<ThreadCommentRow>| place.map(Carried::Comment);
    let (name, comment_id, shown) = match message.change {
        PublicChange::Approved(comment, shown) => ("approved", Some(comment), Some(shown)),
        PublicChange::Edited(comment, shown) => ("edited", Some(comment), Some(shown)),
        PublicChange::Withdrawn(comment, place) => ("withdrawn", Some(comment), kept(place)),
        PublicChange::Removed(comment, place) => ("removed", Some(comment), kept(place)),
        PublicChange::ArticleDeleted => ("article_deleted", None, None),
    };
    let ShownComment { comment, omitted } = ShownComment::of(shown, Comment::public);
    let data = ThreadEvent {
        comment_id,
        comment,
        comment_omitted: omitted,
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
    let ShownComment { comment, omitted } = ShownComment::of(message.comment, QueuedComment::from);
    let data = QueueEvent {
        comment_id: message.comment_id,
        article_id: message.article_id,
        comment,
        comment_omitted: omitted,
        decision: message.decision.map(DecisionView::from),
    };

    encode_event(feed, name, message.position, &data)
}

/// The fields of an event that show its comment.
struct ShownComment<V> {
    comment: Option<V>,
    omitted: Option<&'static str>,
}

impl<V> ShownComment<V> {
    fn of<T>(carried: Option<Carried<T>>, view: fn(T) -> V) -> Self {
        let (comment, omitted) = match carried {
            Some(Carried::Comment(comment)) => (Some(view(comment)), None),
            Some(Carried::Left(omission)) => (None, Some(Omission::as_str(omission))),
            None => (None, None),
        };

        Self { comment, omitted }
    }
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
