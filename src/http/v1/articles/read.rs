//! Reading articles and the numbers of their comments.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::app::generations::Scope;
use crate::app::page_key::{ArticleQuery, Counted, PageKey};
use crate::db::articles::page::{ArticleRow, CountRow};
use crate::domain::ids::ArticleId;
use crate::error::{Error, Result};
use crate::flows::articles::read::{read_article, read_articles, read_counts};
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::reply::cached::{respond, write_page};
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::{Limit, Page, write_list};
use crate::http::state::HttpState;
use crate::http::time::milliseconds;

/// An article with the number of its approved comments.
#[derive(Debug, Serialize, ToSchema)]
pub struct Article {
    pub id: Uuid,
    /// The name of its site.
    pub site: String,
    pub slug: String,
    #[schema(format = "uri")]
    pub url: Option<String>,
    pub title: String,
    pub lead: Option<String>,
    /// Markdown.
    pub body: String,
    /// The body, rendered and sanitised.
    pub html: String,
    /// The numbered sources, in the order given.
    pub references: Vec<Reference>,
    pub author: Option<String>,
    #[serde(serialize_with = "milliseconds")]
    pub published_at: DateTime<Utc>,
    /// Whether the article takes comments. The site's policy may close it by its age as well.
    pub comments_open: bool,
    #[schema(minimum = 0)]
    pub comment_count: i64,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
    #[serde(serialize_with = "milliseconds")]
    pub updated_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i32,
}

/// A numbered source.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Reference {
    #[schema(minimum = 1, maximum = 9999)]
    pub number: i32,
    pub text: String,
    /// Bare: without a resolver.
    #[schema(example = "10.1000/182")]
    pub doi: Option<String>,
    #[schema(example = "30202372")]
    pub pmid: Option<String>,
    #[schema(format = "uri")]
    pub url: Option<String>,
}

/// How many approved comments an article has.
#[derive(Debug, Serialize, ToSchema)]
pub struct Count {
    pub article_id: Uuid,
    #[schema(format = "uri")]
    pub url: Option<String>,
    #[schema(minimum = 0)]
    pub comment_count: i64,
}

/// The counts that were asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Counts {
    pub items: Vec<Count>,
}

/// Which articles.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ArticlesQuery {
    /// The name of a site; absent: all sites.
    pub site: Option<String>,
    /// The address of the page that the article is on.
    pub url: Option<String>,
    pub slug: Option<String>,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Whose comments are counted.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CountsQuery {
    /// Up to 100 articles.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[param(max_items = 100)]
    pub article_id: Vec<Uuid>,
    /// Up to 100 addresses of pages.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[param(max_items = 100)]
    pub url: Vec<String>,
}

problems!(ListArticlesProblems = STORED, LIST, [NotFound]);
problems!(GetArticleProblems = STORED, [NotFound]);
problems!(CountProblems = STORED, QUERY);

/// List articles
///
/// Those that meet all that is given, the newest first by their creation.
#[utoipa::path(
    operation_id = "list_articles",
    tag = "articles",
    params(ArticlesQuery),
    responses(
        (status = 200, description = "A page of articles.", body = Page<Article>,
            example = json!({"items": [crate::http::v1::articles::read::example_article()], "next_cursor": null})),
        ListArticlesProblems,
    ),
)]
#[get("/v1/articles")]
pub async fn list_articles(
    request: HttpRequest,
    state: Data<HttpState>,
    Query(query): Query<ArticlesQuery>,
) -> Result<HttpResponse, Problem> {
    let filters = format!("{:?} {:?} {:?}", query.site, query.url, query.slug);
    let list = CursorSeal::new(&state.app.secrets, "articles", &filters);
    let after = list.open_id(query.cursor.as_deref())?;
    let ArticlesQuery {
        site,
        url,
        slug,
        limit,
        ..
    } = query;
    let query = ArticleQuery {
        site,
        url,
        slug,
        after,
        limit: limit.into(),
    };
    let render = async || {
        let page = read_articles(&state.app, query.clone()).await?;
        let items = page
            .items
            .into_iter()
            .map(Article::try_from)
            .collect::<Result<Vec<_>>>()?;
        let next_cursor = page.next.map(|last| list.seal_id(last));
        write_list(&Page { items, next_cursor })
    };
    respond(
        &request,
        PageKey::Articles(query.clone()),
        async || Ok(Scope::Everything),
        render,
    )
    .await
}

/// Read an article
///
/// With its body as Markdown and as HTML, its numbered sources and the number of its approved
/// comments.
#[utoipa::path(
    operation_id = "get_article",
    tag = "articles",
    params(("article_id" = Uuid, Path, description = "The article.")),
    responses(
        (status = 200, description = "The article.", body = Article,
            example = json!(crate::http::v1::articles::read::example_article())),
        GetArticleProblems,
    ),
)]
#[get("/v1/articles/{article_id}")]
pub async fn get_article(
    request: HttpRequest,
    state: Data<HttpState>,
    Path(article): Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let article = ArticleId(article);
    let render = async || {
        write_page(
            &Article::try_from(read_article(&state.app, article).await?)?,
            None,
        )
    };
    respond(
        &request,
        PageKey::Article(article),
        async || Ok(Scope::Article(article)),
        render,
    )
    .await
}

/// Count comments
///
/// The approved comments of each article that is named and there; what is not there is left out.
#[utoipa::path(
    operation_id = "list_counts",
    tag = "articles",
    params(CountsQuery),
    responses(
        (status = 200, description = "One entry for each article.", body = Counts,
            example = json!({"items": [{"article_id": crate::http::problem::examples::sample_id(),
                "url": "https://example.org/sleep-and-memory", "comment_count": 27}]})),
        CountProblems,
    ),
)]
#[get("/v1/counts")]
pub async fn list_counts(
    request: HttpRequest,
    state: Data<HttpState>,
    Query(query): Query<CountsQuery>,
) -> Result<HttpResponse, Problem> {
    let counted = Counted {
        articles: query.article_id.into_iter().map(ArticleId).collect(),
        addresses: query.url,
    };
    let scope = async || Ok(scope_of(&counted));
    let render = async || {
        let counts = read_counts(&state.app, counted.clone()).await?;
        write_page(
            &Counts {
                items: counts.into_iter().map(Count::from).collect(),
            },
            None,
        )
    };
    respond(&request, PageKey::Counts(counted.clone()), scope, render).await
}

/// Which article is at an address may change with any of them.
fn scope_of(counted: &Counted) -> Scope {
    if counted.addresses.is_empty() {
        Scope::Articles(counted.articles.clone())
    } else {
        Scope::Everything
    }
}

impl TryFrom<ArticleRow> for Article {
    type Error = Error;

    fn try_from(row: ArticleRow) -> Result<Self> {
        let references = serde_json::from_value(row.references);
        Ok(Self {
            id: row.article_id.into(),
            site: row.site,
            slug: row.slug,
            url: row.url,
            title: row.title,
            lead: row.lead,
            body: row.body,
            html: row.html,
            references: references
                .map_err(|fault| Error::internal("an article's sources", fault))?,
            author: row.author,
            published_at: row.published_at,
            comments_open: row.comments_open,
            comment_count: row.comment_count,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        })
    }
}

impl From<CountRow> for Count {
    fn from(row: CountRow) -> Self {
        Self {
            article_id: row.article_id.into(),
            url: row.url,
            comment_count: row.comment_count,
        }
    }
}

/// An article for the examples of the OpenAPI document.
pub fn example_article() -> Value {
    json!({
        "id": sample_id(), "site": "default", "slug": "sleep-and-memory",
        "url": "https://example.org/sleep-and-memory", "title": "Sleep and memory", "lead": null,
        "body": "We remember more after a night of sleep.[1]",
        "html": "<p>We remember more after a night of sleep.[1]</p>",
        "references": [{"number": 1, "text": "A. Author (2020). On sleep.", "doi": "10.1000/182", "pmid": null, "url": null}],
        "author": "Ada Lovelace", "published_at": "2026-11-23T09:00:00.000Z", "comments_open": true,
        "comment_count": 27, "created_at": "2026-11-23T09:00:00.000Z", "updated_at": "2026-11-23T09:00:00.000Z",
        "version": 1,
    })
}
