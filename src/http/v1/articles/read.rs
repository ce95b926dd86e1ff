//! Endpoints that read articles and the numbers of their comments.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

use crate::app::generations::Scope;
use crate::app::page_key::{ArticleQuery, Counted, PageKey};
use crate::domain::ids::ArticleId;
use crate::domain::page_address::PageAddress;
use crate::error::Result;
use crate::flows::articles::read::{read_article, read_articles, read_counts};
use crate::http::contract::parameters::ArticleInPath;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::reply::cached::{respond, write_page};
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::{Limit, Page, write_list};
use crate::http::state::HttpState;
use crate::http::v1::articles::views::{Article, Count, Counts, example_article};

/// Filters and page of the list of articles.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ArticlesQuery {
    /// The name of a site. Default: all sites.
    site: Option<String>,
    /// The URL of the page that shows the article, or showed it before it moved. Its scheme, its
    /// fragment, a slash or `index.html` at the end of its path, the parameters of campaigns
    /// (`utm_*`, `fbclid`, `gclid` and their like) and those that the site ignores do not count,
    /// nor does the spelling of its host and of its percent-encoding.
    url: Option<String>,
    /// The article's name in URLs.
    slug: Option<String>,
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The articles to count comments of.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CountsQuery {
    /// Up to 100 ids of articles.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[param(max_items = 100)]
    article_id: Vec<Uuid>,
    /// Up to 100 URLs of pages that show an article, compared as in `GET /v1/articles`.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[param(max_items = 100)]
    url: Vec<String>,
}

problems!(ListArticlesProblems = STORED, LIST, [NotFound]);
problems!(GetArticleProblems = STORED, [NotFound]);
problems!(CountProblems = STORED, QUERY);

/// List articles
///
/// The articles that match all given filters, the newest first by their creation.
#[utoipa::path(
    operation_id = "list_articles",
    tag = "articles",
    params(ArticlesQuery),
    responses(
        (status = 200, description = "A page of articles.", body = Page<Article>,
            example = json!({"items": [example_article()], "next_cursor": null})),
        ListArticlesProblems,
    ),
)]
#[get("/v1/articles")]
pub async fn list_articles(
    request: HttpRequest,
    state: Data<HttpState>,
    Query(query): Query<ArticlesQuery>,
) -> Result<HttpResponse, Problem> {
    let address = query.url.map(PageAddress::asked);
    let filters = format!("{:?} {address:?} {:?}", query.site, query.slug);
    let list = CursorSeal::new(&state.app.secrets, "articles", &filters);
    let query = ArticleQuery {
        after: list.open_id(query.cursor.as_deref())?,
        site: query.site,
        address,
        slug: query.slug,
        limit: query.limit.into(),
    };

    let key = PageKey::Articles(query.clone());
    let scope = async || Ok(Scope::Everything);
    let render = async || {
        let page = read_articles(&state.app, query).await?;
        let items = page
            .items
            .into_iter()
            .map(Article::try_from)
            .collect::<Result<Vec<_>>>()?;
        let next_cursor = page.next.map(|last| list.seal_id(last));

        write_list(&Page { items, next_cursor })
    };

    respond(&request, key, scope, render).await
}

/// Read an article
///
/// With its body as Markdown and as HTML, its numbered sources and the number of its approved
/// comments.
#[utoipa::path(
    operation_id = "get_article",
    tag = "articles",
    params(ArticleInPath),
    responses(
        (status = 200, description = "The article.", body = Article,
            example = json!(example_article())),
        GetArticleProblems,
    ),
)]
#[get("/v1/articles/{article_id}")]
pub async fn get_article(
    request: HttpRequest,
    state: Data<HttpState>,
    Path(article): Path<ArticleId>,
) -> Result<HttpResponse, Problem> {
    let key = PageKey::Article(article);
    let scope = async || Ok(Scope::Article(article));
    let render = async || {
        let row = read_article(&state.app, article).await?;

        write_page(&Article::try_from(row)?, None)
    };

    respond(&request, key, scope, render).await
}

/// Count comments
///
/// The number of approved comments of each article that is named. Unknown articles are left out.
#[utoipa::path(
    operation_id = "list_counts",
    tag = "articles",
    params(CountsQuery),
    responses(
        (status = 200, description = "One entry for each article.", body = Counts,
            example = json!({"items": [{"article_id": sample_id(),
                "url": "https://example.org/sleep-and-memory", "comment_count": 27,
                "requested_urls": ["https://example.org/sleep-and-memory/?utm_source=news"]}]})),
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
        urls: query.url,
    };

    let key = PageKey::Counts(counted.clone());
    let scope = scope_of(&counted);
    let render = async || {
        let counts = read_counts(&state.app, counted).await?;
        let items = counts.into_iter().map(Count::from).collect();

        write_page(&Counts { items }, None)
    };

    respond(&request, key, async || Ok(scope), render).await
}

/// The articles whose changes end the page. Any article may take over a URL, so a page by URL ends
/// with every change.
fn scope_of(counted: &Counted) -> Scope {
    if counted.urls.is_empty() {
        Scope::Articles(counted.articles.clone())
    } else {
        Scope::Everything
    }
}
