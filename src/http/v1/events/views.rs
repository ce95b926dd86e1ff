//! What do live streams say? The data of their events.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::live::Line;
use crate::error::Result;
use crate::flows::events::catch_up::News;
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
pub struct Beginning {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

/// The data of an event of an article's thread.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThreadEvent {
    /// The comment that changed; absent in `ready`, `reset` and `article_deleted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub comment_id: Option<Uuid>,
    /// The comment as the thread shows it now. Absent where it is shown no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub comment: Option<Comment>,
    /// All approved comments of the article by now.
    #[schema(minimum = 0)]
    pub total: i64,
}

/// The data of an event of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueEvent {
    pub comment_id: Uuid,
    pub article_id: Uuid,
    /// The comment as it stands now; null when it is gone with its article.
    pub comment: Option<QueuedComment>,
    /// What was decided and by whom; null for a comment that was submitted.
    pub decision: Option<DecisionView>,
}

/// The lines of those news, in their order.
///
/// # Errors
/// `Internal` when a view has no JSON form.
pub fn lines(feed: &CursorSeal<'_>, messages: News) -> Result<Vec<Line>> {
    match messages {
        News::Public(messages) => messages
            .into_iter()
            .map(|messages| public_line(feed, messages))
            .collect(),
        News::Queue(messages) => messages
            .into_iter()
            .map(|messages| queue_line(feed, messages))
            .collect(),
    }
}

/// # Errors
/// As [`lines`].
pub fn public_line(feed: &CursorSeal<'_>, messages: PublicMessage) -> Result<Line> {
    let (name, comment_id, place) = match messages.change {
        PublicChange::Approved(place) => ("approved", Some(place.comment_id), Some(place)),
        PublicChange::Edited(place) => ("edited", Some(place.comment_id), Some(place)),
        PublicChange::Withdrawn(comment, place) => ("withdrawn", Some(comment), place),
        PublicChange::Removed(comment, place) => ("removed", Some(comment), place),
        PublicChange::ArticleDeleted => ("article_deleted", None, None),
    };
    let data = ThreadEvent {
        comment_id,
        comment: place.map(Comment::public),
        total: messages.total,
    };
    let text = block(name, &feed.seal_position(messages.position), &data)?;
    Ok(Line {
        position: messages.position,
        text: Arc::from(text),
    })
}

/// # Errors
/// As [`lines`].
pub fn queue_line(feed: &CursorSeal<'_>, messages: QueueMessage) -> Result<Line> {
    let name = match messages.change {
        QueueChange::Arrived => "arrived",
        QueueChange::Edited => "edited",
        QueueChange::Decided => "decided",
        QueueChange::Left => "left",
    };
    let data = QueueEvent {
        comment_id: messages.comment_id,
        article_id: messages.article_id,
        comment: messages.comment.map(QueuedComment::from),
        decision: messages.decision.map(DecisionView::from),
    };
    let text = block(name, &feed.seal_position(messages.position), &data)?;
    Ok(Line {
        position: messages.position,
        text: Arc::from(text),
    })
}

/// For the OpenAPI document.
pub fn example_thread_event() -> Value {
    json!({"comment_id": sample_id(), "comment": example_comment("approved"), "total": 1})
}

/// For the OpenAPI document.
pub fn example_queue_event() -> Value {
    let comment = example_moderated_with(json!({"findings": [example_finding()]}));
    json!({
        "comment_id": sample_id(), "article_id": sample_id(), "comment": comment, "decision": example_decision(),
    })
}
