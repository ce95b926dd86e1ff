//! The JSON shape of a comment, which several resources share.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::db::threads::comment::ThreadCommentRow;
use crate::domain::comment_tree::{Branch, Cut};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::status::Status;
use crate::http::problem::examples::sample_id;
use crate::http::time::{milliseconds, optional_milliseconds};

/// A comment as readers see it. A hidden or erased comment that keeps its place has an empty author,
/// and its body says why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Comment {
    #[schema(value_type = Uuid)]
    pub id: CommentId,
    #[schema(value_type = Uuid)]
    pub article_id: ArticleId,
    /// The comment that this one replies to; null for a top-level comment.
    #[schema(value_type = Option<Uuid>)]
    pub parent_id: Option<CommentId>,
    /// The position among the article's approved comments in order of creation, from 1; null if
    /// the comment is not approved, and in the answer to the post.
    #[schema(minimum = 1)]
    pub number: Option<i64>,
    /// 0 for a top-level comment.
    #[schema(minimum = 0, maximum = 50)]
    pub depth: i32,
    pub author: Author,
    /// The text in Markdown.
    pub body: String,
    /// The body as sanitised HTML.
    pub html: String,
    pub status: CommentStatus,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
    #[serde(serialize_with = "optional_milliseconds")]
    pub edited_at: Option<DateTime<Utc>>,
    /// The number of direct replies that the thread shows.
    #[schema(minimum = 0)]
    pub reply_count: i64,
    /// The direct replies on this page; absent in flat lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false)]
    pub replies: Option<Vec<Comment>>,
    /// The `cursor` of GET /v1/comments/{id}/replies for the direct replies that are not on this
    /// page; absent if all are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub replies_cursor: Option<String>,
}

/// The author of a comment, without email and network address.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommentAuthor)]
pub struct Author {
    #[schema(example = "Ada Lovelace")]
    pub name: String,
    #[schema(example = "https://example.org/", format = "uri")]
    pub website: Option<String>,
    pub is_moderator: bool,
}

/// The status of a comment.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommentStatus {
    Pending,
    Approved,
    Rejected,
    Spam,
    Withdrawn,
    /// Its author's data were erased. It keeps its place and its number.
    Erased,
}

impl CommentStatus {
    /// The status of that stored name; pending, which is not public, for an unknown name.
    pub fn of(stored: &str) -> Self {
        Status::parse(stored).map_or(Self::Pending, Self::from)
    }
}

impl From<Status> for CommentStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Pending => Self::Pending,
            Status::Approved => Self::Approved,
            Status::Rejected => Self::Rejected,
            Status::Spam => Self::Spam,
            Status::Withdrawn => Self::Withdrawn,
        }
    }
}

impl Comment {
    /// A comment as every reader sees it. A hidden comment says whether its author or a moderator
    /// removed it, and no more.
    pub fn public(comment: ThreadCommentRow) -> Self {
        let (status, notice) = match comment.status {
            Status::Approved => return Self::own(comment),
            Status::Withdrawn => (CommentStatus::Withdrawn, "[withdrawn]"),
            Status::Pending | Status::Rejected | Status::Spam => {
                (CommentStatus::Rejected, "[removed]")
            }
        };

        Self::own(comment).replaced_by(status, notice)
    }

    /// A comment as its author sees it, in any status.
    pub fn own(comment: ThreadCommentRow) -> Self {
        let is_erased = comment.is_erased;
        let view = Self {
            id: comment.comment_id,
            article_id: comment.article_id,
            parent_id: comment.parent_id,
            number: comment.number,
            depth: comment.depth,
            author: Author {
                name: comment.author_name,
                website: comment.author_website,
                is_moderator: comment.is_moderator,
            },
            body: comment.body,
            html: comment.html,
            status: comment.status.into(),
            created_at: comment.created_at,
            edited_at: comment.edited_at,
            reply_count: comment.reply_count,
            replies: None,
            replies_cursor: None,
        };

        if is_erased {
            view.replaced_by(CommentStatus::Erased, "[erased]")
        } else {
            view
        }
    }

    /// The place of a comment, with a notice in place of its text.
    fn replaced_by(self, status: CommentStatus, notice: &str) -> Self {
        Self {
            status,
            body: notice.to_owned(),
            html: format!("<p dir=\"auto\">{notice}</p>"),
            ..self
        }
    }

    /// A comment with its branch. `seal` makes the cursor of a comment whose replies are not all
    /// there, from the last reply that is.
    pub fn branch(
        branch: Branch<ThreadCommentRow>,
        seal: &dyn Fn(CommentId, Option<CommentId>) -> String,
    ) -> Self {
        let cursor = branch.cut.map(|cut| match cut {
            Cut::All => seal(branch.id, None),
            Cut::After(last) => seal(branch.id, Some(last)),
        });

        let replies = branch
            .replies
            .into_iter()
            .map(|reply| Self::branch(reply, seal))
            .collect();

        Self {
            replies: Some(replies),
            replies_cursor: cursor,
            ..Self::public(branch.item)
        }
    }
}

/// A comment for the examples of the OpenAPI document.
pub(crate) fn example_comment(status: &str) -> Value {
    json!({
        "id": sample_id(), "article_id": sample_id(), "parent_id": null,
        "number": if status == "approved" { json!(1) } else { Value::Null }, "depth": 0,
        "author": {"name": "Ada Lovelace", "website": null, "is_moderator": false},
        "body": "Thank you, this helped me a lot.", "html": "<p dir=\"auto\">Thank you, this helped me a lot.</p>",
        "status": status, "created_at": "2026-11-23T09:30:00.000Z", "edited_at": null, "reply_count": 0,
    })
}
