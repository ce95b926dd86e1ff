//! The endpoint that renders an article without storing it.

use actix_web::post;
use actix_web::web::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::article::ArticleBody;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Admin;
use crate::http::contract::body_sizes::ARTICLE_TEXT;
use crate::http::extract::body::Body;
use crate::http::extract::command::Authorised;
use crate::http::extract::limited::Metered;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;

/// The text of an article to render.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(crate) struct ArticlePreviewRequest {
    /// Markdown, 1 to 40,000 characters as readers count them. It must show something: mark-up alone,
    /// such as `#`, is refused.
    #[schema(min_length = 1, example = "## Why\n\nBecause.")]
    body: String,
}

/// The text as the article would show it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArticlePreview {
    /// Rendered and sanitised.
    #[schema(example = "<h2 dir=\"auto\">Why</h2>\n<p dir=\"auto\">Because.</p>\n")]
    html: String,
}

problems!(PreviewArticleProblems = STORED, TOKEN, BODY, LIMITED);

/// Preview an article
///
/// Checks and renders the body as publishing does, and stores nothing.
#[utoipa::path(
    operation_id = "preview_article",
    tag = "administration",
    security(("moderator_token" = [])),
    request_body(content = ArticlePreviewRequest, extensions(("x-max-bytes" = json!(ARTICLE_TEXT))), example = json!({"body": "## Why\n\nBecause."})),
    responses(
        (status = 200, description = "The rendered text.", body = ArticlePreview,
            example = json!({"html": "<h2 dir=\"auto\">Why</h2>\n<p dir=\"auto\">Because.</p>\n"})),
        PreviewArticleProblems,
    ),
)]
#[post("/v1/admin/articles/preview")]
pub(crate) async fn preview_article(
    authorised: Authorised<
        Metered<Admin, Administration>,
        Body<ArticlePreviewRequest, ARTICLE_TEXT>,
    >,
) -> Result<Json<ArticlePreview>, Problem> {
    let text = ArticleBody::parse(&authorised.input.value.body)
        .map_err(|fault| Refusal::Invalid(vec![fault]))?;

    Ok(Json(ArticlePreview { html: text.html }))
}
