//! Publishing, correcting and removing articles.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::db::article_page::ArticleRow;
use crate::domain::article::{ArticleFields, ArticleInput, Comments};
use crate::domain::ids::ArticleId;
use crate::domain::reference::ReferenceInput;
use crate::domain::refusal::Refusal;
use crate::domain::site::SiteName;
use crate::error::Result;
use crate::flows::once::{Once, Reply};
use crate::flows::remove_article::{Removal, remove_article};
use crate::flows::write_article::{Correction, Publication, correct, publish};
use crate::http::edge::Edge;
use crate::http::extract::actor::{After, ByAdmin};
use crate::http::extract::body::Body;
use crate::http::extract::idempotency::IdempotencyKey;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::limits::{Administration, Limited};
use crate::http::problem::Problem;
use crate::http::problem_docs::problems;
use crate::http::reply::{once_key, respond, write_down};
use crate::http::v1::articles::Article;

/// An article on its way in.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewArticle {
    /// The name of the site; absent: `default`.
    #[schema(pattern = "^[a-z0-9][a-z0-9._-]*$", max_length = 100)]
    pub site: Option<String>,
    /// Absent: made from the title, or the id where the title's script has no place in an address.
    #[schema(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 200)]
    pub slug: Option<String>,
    /// The http or https address of the page that the article is on.
    #[schema(format = "uri", max_length = 2000)]
    pub url: Option<String>,
    /// 1 to 300 characters as readers count them.
    #[schema(min_length = 1, example = "Sleep and memory")]
    pub title: String,
    /// 1 to 1,000 characters.
    #[schema(min_length = 1)]
    pub lead: Option<String>,
    /// Markdown, 1 to 40,000 characters.
    #[schema(
        min_length = 1,
        example = "We remember more after a night of sleep.[1]"
    )]
    pub body: String,
    /// 1 to 200 characters.
    #[schema(min_length = 1)]
    pub author: Option<String>,
    /// Absent: now.
    pub published_at: Option<DateTime<Utc>>,
    /// Absent: true.
    pub comments_open: Option<bool>,
    #[validate(nested)]
    #[schema(max_items = 500)]
    pub references: Option<Vec<NewReference>>,
}

/// A numbered source.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewReference {
    /// Unique within the article.
    #[schema(minimum = 1, maximum = 9999)]
    pub number: i64,
    /// 1 to 2,000 characters.
    #[schema(min_length = 1)]
    pub text: String,
    /// Bare, or with `doi:` or a resolver before it.
    #[schema(max_length = 300, example = "10.1000/182")]
    pub doi: Option<String>,
    #[schema(pattern = "^[0-9]{1,10}$", example = "30202372")]
    pub pmid: Option<String>,
    #[schema(format = "uri", max_length = 2000)]
    pub url: Option<String>,
}

/// What changes of an article. An absent field stays as it is; null takes a `url`, `lead` or
/// `author` away.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct ArticlePatch {
    /// The version that was read: another one by now is 409.
    #[schema(minimum = 1)]
    pub version: i32,
    #[serde(default, deserialize_with = "given")]
    #[schema(
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length = 200,
        nullable = false
    )]
    pub slug: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = "uri", max_length = 2000)]
    pub url: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(min_length = 1, nullable = false)]
    pub title: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, min_length = 1)]
    pub lead: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(min_length = 1, nullable = false)]
    pub body: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, min_length = 1)]
    pub author: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub published_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub comments_open: Option<bool>,
    /// All of them: the list takes the place of the one before.
    #[serde(default, deserialize_with = "given")]
    #[validate(nested)]
    #[schema(max_items = 500, nullable = false)]
    pub references: Option<Vec<NewReference>>,
}

/// How much may go.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RemovalQuery {
    /// Also with the comments under it, in any status.
    #[serde(default)]
    pub force: bool,
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
    DeleteArticleProblems = STORED,
    TOKEN,
    QUERY,
    LIMITED,
    [NotFound, HasComments]
);

/// Publish an article
///
/// Without a slug it gets one from its title; without a time it is published now; without a site it
/// is on `default`.
#[utoipa::path(
    operation_id = "create_article",
    tag = "administration",
    security(("moderator_token" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Makes it safe to send the request again within 24 hours."),
    ),
    request_body(content = NewArticle, example = json!({
        "title": "Sleep and memory", "body": "We remember more after a night of sleep.[1]", "author": "Ada Lovelace",
        "references": [{"number": 1, "text": "A. Author (2020). On sleep.", "doi": "10.1000/182"}]
    })),
    responses(
        (status = 201, description = "Published. `Location` names the article.", body = Article,
            headers(("Location" = String, description = "The article.")),
            example = json!(crate::http::v1::articles::example_article())),
        CreateArticleProblems,
    ),
)]
#[post("/v1/admin/articles")]
pub async fn create_article(
    edge: Data<Edge>,
    _quota: Limited<Administration>,
    After(ByAdmin(admin), After(key, body)): After<
        ByAdmin,
        After<IdempotencyKey, Body<NewArticle>>,
    >,
) -> Result<HttpResponse, Problem> {
    let key = once_key(
        key,
        format!("create_article {:?}", admin.id()),
        body.request_hash,
    );
    let publication = body.value.into_publication()?;
    respond(
        publish(
            &edge.app,
            &admin,
            publication,
            Once {
                key,
                write_down: &created,
            },
        )
        .await?,
    )
}

fn created(row: &ArticleRow) -> Result<Reply> {
    let article = Article::try_from(row.clone())?;
    write_down(
        StatusCode::CREATED,
        Some(format!("/v1/articles/{}", article.id)),
        &article,
    )
}

/// Change an article
///
/// An absent field stays as it is. Of two changes of one version the second is 409, with the
/// version that is there.
#[utoipa::path(
    operation_id = "update_article",
    tag = "administration",
    security(("moderator_token" = [])),
    params(("article_id" = Uuid, Path, description = "The article.")),
    request_body(content = ArticlePatch, example = json!({"version": 1, "comments_open": false})),
    responses(
        (status = 200, description = "The article as it is now.", body = Article,
            example = json!(crate::http::v1::articles::example_article())),
        UpdateArticleProblems,
    ),
)]
#[patch("/v1/admin/articles/{article_id}")]
pub async fn update_article(
    edge: Data<Edge>,
    _quota: Limited<Administration>,
    Path(article): Path<Uuid>,
    After(ByAdmin(admin), body): After<ByAdmin, Body<ArticlePatch>>,
) -> Result<HttpResponse, Problem> {
    let correction = body.value.into_correction(ArticleId(article))?;
    let row = correct(&edge.app, &admin, correction).await?;
    Ok(HttpResponse::Ok().json(Article::try_from(row)?))
}

/// Remove an article
///
/// With `force` its comments go with it, in any status, and all that is known of them but the audit
/// log.
#[utoipa::path(
    operation_id = "delete_article",
    tag = "administration",
    security(("moderator_token" = [])),
    params(("article_id" = Uuid, Path, description = "The article."), RemovalQuery),
    responses((status = 204, description = "Removed."), DeleteArticleProblems),
)]
#[delete("/v1/admin/articles/{article_id}")]
pub async fn delete_article(
    edge: Data<Edge>,
    _quota: Limited<Administration>,
    Path(article): Path<Uuid>,
    After(ByAdmin(admin), Query(query)): After<ByAdmin, Query<RemovalQuery>>,
) -> Result<HttpResponse, Problem> {
    let removal = if query.force {
        Removal::WithComments
    } else {
        Removal::Empty
    };
    remove_article(&edge.app, &admin, ArticleId(article), removal).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A field that is there, be it null: null is told from absent only where the type has a place for
/// it.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl NewArticle {
    fn into_publication(self) -> Result<Publication, Refusal> {
        let site = self
            .site
            .map(|site| SiteName::parse(&site, "/site"))
            .transpose();
        let fields = ArticleFields::parse(ArticleInput {
            slug: self.slug,
            url: self.url.map(Some),
            title: Some(self.title),
            lead: self.lead.map(Some),
            body: Some(self.body),
            author: self.author.map(Some),
            published_at: self.published_at,
            comments: self.comments_open.map(comments),
            references: self.references.map(sources),
        });
        match (site, fields) {
            (Ok(site), Ok(fields)) => Ok(Publication { site, fields }),
            (site, fields) => {
                let faults = site
                    .err()
                    .into_iter()
                    .chain(fields.err().into_iter().flatten());
                Err(Refusal::Invalid(faults.collect()))
            }
        }
    }
}

impl ArticlePatch {
    fn into_correction(self, article: ArticleId) -> Result<Correction, Refusal> {
        let fields = ArticleFields::parse(ArticleInput {
            slug: self.slug,
            url: self.url,
            title: self.title,
            lead: self.lead,
            body: self.body,
            author: self.author,
            published_at: self.published_at,
            comments: self.comments_open.map(comments),
            references: self.references.map(sources),
        });
        fields
            .map(|fields| Correction {
                article,
                version: self.version,
                fields,
            })
            .map_err(Refusal::Invalid)
    }
}

const fn comments(open: bool) -> Comments {
    if open {
        Comments::Open
    } else {
        Comments::Closed
    }
}

fn sources(references: Vec<NewReference>) -> Vec<ReferenceInput> {
    let source = |it: NewReference| ReferenceInput {
        number: it.number,
        text: it.text,
        doi: it.doi,
        pmid: it.pmid,
        url: it.url,
    };
    references.into_iter().map(source).collect()
}
