//! Endpoints with which authors edit and withdraw their own comments, by guest token.

use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, delete, patch};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::comment::CommentBody;
use crate::domain::ids::CommentId;
use crate::domain::refusal::Refusal;
use crate::flows::comments::edit::edit;
use crate::flows::comments::withdraw::withdraw;
use crate::http::contract::body_sizes::COMMENT_TEXT;
use crate::http::contract::parameters::CommentInPath;
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
    /// Markdown, 1 to 10,000 characters as readers count them. It must show something: mark-up alone,
    /// such as `#`, is refused.
    #[schema(min_length = 1, example = "Thank you, this helped me a great deal.")]
    body: String,
}

problems!(
    EditCommentProblems = STORED,
    BODY,
    LIMITED,
    [
        Unauthenticated,
        NotFound,
        EditWindowClosed,
        EditedTooOften,
        CommentsClosed,
        DuplicateComment,
        InvalidTransition,
        Gone
    ]
);
problems!(
    WithdrawCommentProblems = STORED,
    LIMITED,
    [Unauthenticated, NotFound]
);

/// Edit your own comment
///
/// Possible within the edit window of the site's policy. The new text is a new revision and is
/// moderated again, so that an approved comment may become pending: see `status`. Sending the
/// present text changes nothing.
#[utoipa::path(
    operation_id = "edit_comment",
    tag = "comments",
    params(CommentInPath),
    request_body(
        content = CommentEdit,
        extensions(("x-max-bytes" = json!(COMMENT_TEXT))),
        example = json!({"body": "Thank you, this helped me a great deal."}),
    ),
    responses(
        (status = 200, description = "The comment after the edit.", body = Comment,
            example = json!(crate::http::v1::threads::views::example_comment("pending"))),
        EditCommentProblems,
    ),
    security(("guest_token" = [])),
)]
#[patch("/v1/comments/{comment_id}")]
pub async fn edit_comment(
    state: Data<HttpState>,
    Path(comment): Path<CommentId>,
    _quota: Limited<EditComments>,
    guest: Guest,
    body: Body<CommentEdit, COMMENT_TEXT>,
) -> Result<Json<Comment>, Problem> {
    let author = guest.of(comment)?;
    let body = CommentBody::parse(&body.value.body, "/body")
        .map_err(|fault| Refusal::Invalid(vec![fault]))?;

    let edited = edit(&state.app, author, body).await?;

    Ok(Json(Comment::own(edited)))
}

/// Withdraw your own comment
///
/// Possible at any time and in any status. If published comments are below it, its place remains
/// with the text `[withdrawn]`. Withdrawing again changes nothing.
#[utoipa::path(
    operation_id = "withdraw_comment",
    tag = "comments",
    params(CommentInPath),
    responses(
        (status = 204, description = "The comment is withdrawn."),
        WithdrawCommentProblems,
    ),
    security(("guest_token" = [])),
)]
#[delete("/v1/comments/{comment_id}")]
pub async fn withdraw_comment(
    state: Data<HttpState>,
    Path(comment): Path<CommentId>,
    _quota: Limited<EditComments>,
    guest: Guest,
) -> Result<HttpResponse, Problem> {
    withdraw(&state.app, guest.of(comment)?).await?;

    Ok(HttpResponse::NoContent().finish())
}
