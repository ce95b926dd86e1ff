//! An author edits or withdraws their own comment, with the guest token that came with it.

use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, delete, patch};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::comment::CommentBody;
use crate::domain::refusal::Refusal;
use crate::flows::comments::edit::edit;
use crate::flows::comments::withdraw::withdraw;
use crate::http::extract::body::Body;
use crate::http::extract::guest::Guest;
use crate::http::extract::limited::Limited;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::EditComments;
use crate::http::state::HttpState;
use crate::http::v1::threads::views::Comment;

/// The new text of a comment.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct CommentEdit {
    /// Markdown, 1 to 10,000 characters as readers count them.
    #[schema(min_length = 1, example = "Thank you, this helped me a great deal.")]
    pub body: String,
}

problems!(
    EditCommentProblems = STORED,
    BODY,
    LIMITED,
    [
        Unauthenticated,
        NotFound,
        EditWindowClosed,
        CommentsClosed,
        DuplicateComment,
        InvalidTransition
    ]
);
problems!(
    WithdrawCommentProblems = STORED,
    LIMITED,
    [Unauthenticated, NotFound]
);

/// Edit one's own comment
///
/// Within the edit window of the site's policy. The new text is a new revision and goes through
/// moderation again, so that an approved comment may wait anew: see `status`. The present text
/// changes nothing.
#[utoipa::path(
    operation_id = "edit_comment",
    tag = "comments",
    params(("comment_id" = Uuid, Path, description = "The comment.")),
    request_body(content = CommentEdit, example = json!({"body": "Thank you, this helped me a great deal."})),
    responses(
        (status = 200, description = "The comment as it stands now.", body = Comment,
            example = json!(crate::http::v1::threads::views::example_comment("pending"))),
        EditCommentProblems,
    ),
    security(("guest_token" = [])),
)]
#[patch("/v1/comments/{comment_id}")]
pub async fn edit_comment(
    state: Data<HttpState>,
    Path(comment): Path<Uuid>,
    caller: (Limited<EditComments>, Guest),
    body: Body<CommentEdit>,
) -> Result<Json<Comment>, Problem> {
    let author = caller.1.of(comment)?;
    let text = CommentBody::parse(&body.value.body, "/body")
        .map_err(|fault| Refusal::Invalid(vec![fault]))?;
    Ok(Json(Comment::own(edit(&state.app, author, text).await?)))
}

/// Withdraw one's own comment
///
/// At any time and in any status. Its place stays, as `[withdrawn]`, while published comments stand
/// below it. A second time changes nothing.
#[utoipa::path(
    operation_id = "withdraw_comment",
    tag = "comments",
    params(("comment_id" = Uuid, Path, description = "The comment.")),
    responses((status = 204, description = "It is withdrawn."), WithdrawCommentProblems),
    security(("guest_token" = [])),
)]
#[delete("/v1/comments/{comment_id}")]
pub async fn withdraw_comment(
    state: Data<HttpState>,
    Path(comment): Path<Uuid>,
    caller: (Limited<EditComments>, Guest),
) -> Result<HttpResponse, Problem> {
    withdraw(&state.app, caller.1.of(comment)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
