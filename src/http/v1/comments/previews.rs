//! The endpoint that renders a comment without storing it.

use actix_web::post;
use actix_web::web::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::comment::CommentBody;
use crate::domain::refusal::Refusal;
use crate::http::contract::body_sizes::COMMENT_TEXT;
use crate::http::extract::body::Body;
use crate::http::extract::limited::Limited;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Previews;

/// A text to render.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct PreviewRequest {
    /// Markdown, 1 to 10,000 characters as readers count them. It must show something: mark-up alone,
    /// such as `#`, is refused.
    #[schema(min_length = 1, example = "This is **important**.")]
    body: String,
}

/// The text as the thread would show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preview {
    /// Rendered and sanitised.
    #[schema(example = "<p dir=\"auto\">This is <strong>important</strong>.</p>\n")]
    html: String,
}

problems!(PreviewProblems = BODY, LIMITED, [Overloaded]);

/// Preview a comment
///
/// Checks and renders the body as posting does, and stores nothing.
#[utoipa::path(
    operation_id = "preview_comment",
    tag = "comments",
    request_body(content = PreviewRequest, extensions(("x-max-bytes" = json!(COMMENT_TEXT))), example = json!({"body": "This is **important**."})),
    responses(
        (status = 200, description = "The rendered text.", body = Preview,
            example = json!({"html": "<p dir=\"auto\">This is <strong>important</strong>.</p>\n"})),
        PreviewProblems,
    ),
)]
#[post("/v1/comments/preview")]
pub async fn preview_comment(
    _quota: Limited<Previews>,
    body: Body<PreviewRequest, COMMENT_TEXT>,
) -> Result<Json<Preview>, Problem> {
    let text = CommentBody::parse(&body.value.body, "/body")
        .map_err(|fault| Refusal::Invalid(vec![fault]))?;

    Ok(Json(Preview {
        html: text.html().to_owned(),
    }))
}
