//! Reading one comment with its ancestors.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::page_key::PageKey;
use crate::db::threads::comment::ThreadCommentRow;
use crate::domain::ids::CommentId;
use crate::flows::threads::own_comment::{OwnComment, OwnModeration, read_own};
use crate::flows::threads::read::{CommentInThread, find_scope, read_comment};
use crate::http::contract::parameters::CommentInPath;
use crate::http::extract::guest::MaybeGuest;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::reply::cached::{respond, write_page};
use crate::http::state::HttpState;
use crate::http::time::{milliseconds, optional_milliseconds};
use crate::http::v1::threads::views::{Comment, CommentStatus, example_comment};

/// A comment with the comments above it, from the top of the thread down.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CommentWithAncestors {
    #[serde(flatten)]
    pub comment: Comment,
    pub ancestors: Vec<Comment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, inline)]
    pub moderation: Option<OwnModerationView>,
}

/// What became of a comment, for its author.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnModeration)]
pub(super) struct OwnModerationView {
    #[schema(inline)]
    pub status: CommentStatus,
    /// Since when the comment has this status.
    #[serde(serialize_with = "milliseconds")]
    pub since: DateTime<Utc>,
    /// What the moderators say about their decision; null if they said nothing.
    #[schema(inline)]
    pub reason: Option<OwnReason>,
    /// Until when you may edit the comment; null if you may not.
    #[serde(serialize_with = "optional_milliseconds")]
    pub can_edit_until: Option<DateTime<Utc>>,
    /// Until when you may appeal; null if you may not, as always by now.
    #[serde(serialize_with = "optional_milliseconds")]
    pub can_appeal_until: Option<DateTime<Utc>>,
}

/// The reason of a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnReason {
    /// The site's name for the reason; null for a reason in free words.
    pub code: Option<String>,
    pub text: String,
}

problems!(GetCommentProblems = STORED, [Unauthenticated, NotFound]);

/// Read a comment
///
/// An approved comment with the comments above it. With the guest token of the comment, its author
/// reads it in any status, and `moderation` says what became of it.
#[utoipa::path(
    operation_id = "get_comment",
    tag = "comments",
    params(CommentInPath),
    responses(
        (status = 200, description = "The comment.", body = CommentWithAncestors,
            example = json!(example_comment_with_ancestors())),
        GetCommentProblems,
    ),
    security((), ("guest_token" = [])),
)]
#[get("/v1/comments/{comment_id}")]
pub(crate) async fn get_comment(
    request: HttpRequest,
    state: Data<HttpState>,
    Path(comment): Path<CommentId>,
    guest: MaybeGuest,
) -> Result<HttpResponse, Problem> {
    if let Some(author) = guest.of(comment) {
        let own = read_own(&state.app, author).await?;

        return Ok(HttpResponse::Ok().json(CommentWithAncestors::own(own)));
    }

    let scope = async || find_scope(&state.app, comment).await;
    let render = async || {
        let found = read_comment(&state.app, comment).await?;

        write_page(&CommentWithAncestors::public(found), None)
    };

    respond(&request, PageKey::Comment(comment), scope, render).await
}

impl CommentWithAncestors {
    /// The comment as every reader sees it.
    fn public(found: CommentInThread) -> Self {
        Self::new(Comment::public(found.comment), found.ancestors)
    }

    /// The comment as its author sees it, with ancestors as every reader sees them.
    fn own(found: OwnComment) -> Self {
        let CommentInThread { comment, ancestors } = found.in_thread;

        Self {
            moderation: Some(found.moderation.into()),
            ..Self::new(Comment::own(comment), ancestors)
        }
    }

    fn new(comment: Comment, ancestors: Vec<ThreadCommentRow>) -> Self {
        let ancestors = ancestors.into_iter().map(Comment::public).collect();

        Self {
            comment,
            ancestors,
            moderation: None,
        }
    }
}

impl From<OwnModeration> for OwnModerationView {
    fn from(moderation: OwnModeration) -> Self {
        Self {
            status: moderation.status.into(),
            since: moderation.since,
            reason: moderation.reason.map(|text| OwnReason { code: None, text }),
            can_edit_until: moderation.can_edit_until,
            can_appeal_until: None,
        }
    }
}

/// An answer for the examples of the OpenAPI document.
fn example_comment_with_ancestors() -> Value {
    let mut comment = example_comment("approved");
    if let Some(fields) = comment.as_object_mut() {
        fields.insert("ancestors".to_owned(), json!([]));
    }

    comment
}
