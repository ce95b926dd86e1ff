//! Endpoints that publish, change and remove articles.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::db::articles::page::ArticleRow;
use crate::domain::ids::ArticleId;
use crate::domain::rights::Admin;
use crate::error::Result;
use crate::flows::articles::remove::{Removal, remove_article};
use crate::flows::articles::write::{correct, publish, relocate};
use crate::flows::idempotency::{Idempotent, Reply};
use crate::http::contract::body_sizes::{ARTICLE, MOVE};
use crate::http::contract::parameters::{ArticleInPath, IdempotencyKeyInHeader};
use crate::http::extract::body::Body;
use crate::http::extract::command::{Authorised, Command};
use crate::http::extract::limited::Metered;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::state::HttpState;
use crate::http::v1::articles::input::{ArticlePatch, NewArticle, NewMove};
use crate::http::v1::articles::views::{Article, example_article, example_moved_article};

/// What may be removed with an article.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RemovalQuery {
    /// Whether to remove the comments under the article, too, in any status.
    #[serde(default)]
    force: bool,
}

problems!(
    CreateArticleProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    IDEMPOTENT,
    [AlreadyExists]
);
problems!(
    UpdateArticleProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    [NotFound, VersionConflict, AlreadyExists]
);
problems!(
    MoveArticleProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    IDEMPOTENT,
    [NotFound, VersionConflict, AlreadyExists]
);
problems!(
    DeleteArticleProblems = STORED,
    TOKEN,
    QUERY,
    LIMITED,
    [NotFound, HasComments]
);

/// Publish an article
///
/// The default slug is made from the title, the default time is now, and the default site is
/// `default`.
#[utoipa::path(
    operation_id = "create_article",
    tag = "administration",
    security(("moderator_token" = [])),
    params(IdempotencyKeyInHeader),
    request_body(content = NewArticle, extensions(("x-max-bytes" = json!(ARTICLE))), example = json!({
        "title": "Sleep and memory", "body": "We remember more after a night of sleep.[1]",
        "author": "Ada Lovelace",
        "references": [{"number": 1, "text": "A. Author (2020). On sleep.", "doi": "10.1000/182"}]
    })),
    responses(
        (status = 201, description = "The published article. `Location` names it.", body = Article,
            headers(("Location" = String, description = "The path of the article.")),
            example = json!(example_article())),
        CreateArticleProblems,
    ),
)]
#[post("/v1/admin/articles")]
pub async fn create_article(
    state: Data<HttpState>,
    command: Command<Metered<Admin, Administration>, NewArticle, ARTICLE>,
) -> Result<HttpResponse, Problem> {
    let Metered(admin, _) = command.actor;
    let scope = format!("create_article {:?}", admin.id());
    let key = request_key(command.key, scope, command.body.request_hash);
    let publication = command.body.value.into_publication()?;

    let idempotent = Idempotent {
        key,
        encode: &encode_article,
    };
    respond(publish(&state.app, &admin, publication, idempotent).await?)
}

fn encode_article(row: &ArticleRow) -> Result<Reply> {
    let article = Article::try_from(row.clone())?;
    let location = format!("/v1/articles/{}", article.id);

    encode(StatusCode::CREATED, Some(location), &article)
}

/// Change an article
///
/// Send the version that you have read. If the article was changed since, the answer is 409 and
/// `current` holds its present version. Absent fields stay as they are.
#[utoipa::path(
    operation_id = "update_article",
    tag = "administration",
    security(("moderator_token" = [])),
    params(ArticleInPath),
    request_body(
        content = ArticlePatch,
        extensions(("x-max-bytes" = json!(ARTICLE))),
        example = json!({"version": 1, "comments_open": false}),
    ),
    responses(
        (status = 200, description = "The article after the change.", body = Article,
            example = json!(example_article())),
        UpdateArticleProblems,
    ),
)]
#[patch("/v1/admin/articles/{article_id}")]
pub async fn update_article(
    state: Data<HttpState>,
    Path(article): Path<ArticleId>,
    change: Authorised<Metered<Admin, Administration>, Body<ArticlePatch, ARTICLE>>,
) -> Result<HttpResponse, Problem> {
    let Metered(admin, _) = change.actor;
    let correction = change.input.value.into_correction(article)?;

    let row = correct(&state.app, &admin, correction).await?;

    Ok(HttpResponse::Ok().json(Article::try_from(row)?))
}

/// Move an article to a new address
///
/// The former address keeps answering: it becomes one of the article's `aliases`, of which an
/// article keeps up to 20. An alias of another article goes over to this one; the present address
/// of another article is refused.
#[utoipa::path(
    operation_id = "move_article",
    tag = "administration",
    security(("moderator_token" = [])),
    params(ArticleInPath, IdempotencyKeyInHeader),
    request_body(
        content = NewMove,
        extensions(("x-max-bytes" = json!(MOVE))),
        example = json!({"url": "https://example.org/2026/sleep-and-memory"}),
    ),
    responses(
        (status = 200, description = "The article at its new address.", body = Article,
            example = json!(example_moved_article())),
        MoveArticleProblems,
    ),
)]
#[post("/v1/admin/articles/{article_id}/moves")]
pub async fn move_article(
    state: Data<HttpState>,
    Path(article): Path<ArticleId>,
    command: Command<Metered<Admin, Administration>, NewMove, MOVE>,
) -> Result<HttpResponse, Problem> {
    let Metered(admin, _) = command.actor;
    let scope = format!("move_article {article:?} {:?}", admin.id());
    let key = request_key(command.key, scope, command.body.request_hash);
    let relocation = command.body.value.into_relocation(article)?;

    let idempotent = Idempotent {
        key,
        encode: &encode_moved,
    };
    respond(relocate(&state.app, &admin, relocation, idempotent).await?)
}

fn encode_moved(row: &ArticleRow) -> Result<Reply> {
    encode(StatusCode::OK, None, &Article::try_from(row.clone())?)
}

/// Remove an article
///
/// With `force`, its comments are removed, too, in any status, with all that is stored about them.
/// The audit log keeps the decisions.
#[utoipa::path(
    operation_id = "delete_article",
    tag = "administration",
    security(("moderator_token" = [])),
    params(ArticleInPath, RemovalQuery),
    responses((status = 204, description = "The article is removed."), DeleteArticleProblems),
)]
#[delete("/v1/admin/articles/{article_id}")]
pub async fn delete_article(
    state: Data<HttpState>,
    Path(article): Path<ArticleId>,
    request: Authorised<Metered<Admin, Administration>, Query<RemovalQuery>>,
) -> Result<HttpResponse, Problem> {
    let Metered(admin, _) = request.actor;
    let Query(query) = request.input;
    let removal = if query.force {
        Removal::WithComments
    } else {
        Removal::Empty
    };

    remove_article(&state.app, &admin, article, removal).await?;

    Ok(HttpResponse::NoContent().finish())
}
