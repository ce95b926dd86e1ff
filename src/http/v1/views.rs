//! How does a comment look to its readers? The JSON shapes that several resources share.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::db::thread_page::PlaceRow;
use crate::domain::comment_tree::{Branch, Cut};
use crate::domain::ids::CommentId;
use crate::http::examples::sample_id;
use crate::http::time::{milliseconds, optional_milliseconds};

/// A comment as readers see it. Where a hidden comment's place is kept, the author is empty and the
/// body says why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Comment {
    pub id: Uuid,
    pub article_id: Uuid,
    /// The comment that this one replies to; null at the top.
    pub parent_id: Option<Uuid>,
    /// The place among the article's approved comments in order of creation, from 1; null if it is
    /// not approved.
    #[schema(minimum = 1)]
    pub number: Option<i64>,
    /// 0 at the top.
    #[schema(minimum = 0, maximum = 50)]
    pub depth: i32,
    pub author: Author,
    /// Markdown.
    pub body: String,
    /// The body, rendered and sanitised.
    pub html: String,
    pub status: CommentStatus,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
    #[serde(serialize_with = "optional_milliseconds")]
    pub edited_at: Option<DateTime<Utc>>,
    /// Direct replies that the thread shows.
    #[schema(minimum = 0)]
    pub reply_count: i64,
    /// Absent in flat lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false)]
    pub replies: Option<Vec<Comment>>,
    /// Present where direct replies are missing: the `cursor` for GET /v1/comments/{id}/replies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub replies_cursor: Option<String>,
}

/// Who signs a comment. Never the email, never the address.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommentAuthor)]
pub struct Author {
    #[schema(example = "Ada Lovelace")]
    pub name: String,
    #[schema(example = "https://example.org/", format = "uri")]
    pub website: Option<String>,
    pub is_moderator: bool,
}

/// Where a comment stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommentStatus {
    Pending,
    Approved,
    Rejected,
    Spam,
    Withdrawn,
}

impl CommentStatus {
    pub fn of(stored: &str) -> Self {
        match stored {
            "approved" => Self::Approved,
            "rejected" => Self::Rejected,
            "spam" => Self::Spam,
            "withdrawn" => Self::Withdrawn,
            // The strictest reading of anything else: not public.
            _ => Self::Pending,
        }
    }
}

impl Comment {
    /// A comment as the public sees it: a kept place says whether its author or a moderator took it
    /// away, and no more.
    pub fn public(place: PlaceRow) -> Self {
        let (status, notice) = match CommentStatus::of(&place.status) {
            CommentStatus::Approved => return Self::own(place),
            CommentStatus::Withdrawn => (CommentStatus::Withdrawn, "[withdrawn]"),
            _ => (CommentStatus::Rejected, "[removed]"),
        };
        let html = format!("<p>{notice}</p>");
        Self {
            status,
            body: notice.to_owned(),
            html,
            ..Self::own(place)
        }
    }

    /// A comment as its author sees it: as it stands.
    pub fn own(place: PlaceRow) -> Self {
        Self {
            id: place.comment_id,
            article_id: place.article_id,
            parent_id: place.parent_id,
            number: place.number,
            depth: place.depth,
            author: Author {
                name: place.author_name,
                website: place.author_website,
                is_moderator: place.is_moderator,
            },
            body: place.body,
            html: place.html,
            status: CommentStatus::of(&place.status),
            created_at: place.created_at,
            edited_at: place.edited_at,
            reply_count: place.reply_count,
            replies: None,
            replies_cursor: None,
        }
    }

    /// A branch with its replies; `seal` makes the cursor where replies are missing.
    pub fn branch(
        branch: Branch<PlaceRow>,
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
pub fn example_comment(status: &str) -> Value {
    json!({
        "id": sample_id(), "article_id": sample_id(), "parent_id": null,
        "number": if status == "approved" { json!(1) } else { Value::Null }, "depth": 0,
        "author": {"name": "Ada Lovelace", "website": null, "is_moderator": false},
        "body": "Thank you, this helped me a lot.", "html": "<p>Thank you, this helped me a lot.</p>",
        "status": status, "created_at": "2026-11-23T09:30:00.000Z", "edited_at": null, "reply_count": 0,
    })
}

/// The same with its ancestors.
pub fn example_permalink() -> Value {
    let mut comment = example_comment("approved");
    if let Some(fields) = comment.as_object_mut() {
        fields.insert("ancestors".to_owned(), json!([]));
    }
    comment
}
