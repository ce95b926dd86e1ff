//! Reading the thread of a page, found by the page's address.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::app::generations::Scope;
use crate::app::page_key::{Layout, PageKey, PagePlace};
use crate::app::pages::Content;
use crate::db::threads::page::{ThreadHead, Window};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::page::CutPage;
use crate::domain::page_address::PageAddress;
use crate::domain::refusal::Refusal;
use crate::domain::web_url::WebUrl;
use crate::error::Result;
use crate::flows::pages::find::{FoundPage, find_page};
use crate::flows::threads::read::{read_flat, read_tree};
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::reply::cached::{respond, write_page};
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::Limit;
use crate::http::state::HttpState;
use crate::http::time::optional_milliseconds;
use crate::http::v1::pages::site::{PageSite, example_site};
use crate::http::v1::threads::order::Order;
use crate::http::v1::threads::pages::{branches, window};
use crate::http::v1::threads::thread::View;
use crate::http::v1::threads::views::{Comment, example_comment};

/// Which page, and which part of its thread.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PageThreadQuery {
    /// The URL of the page, compared as in `GET /v1/articles`. Send this or `article_id`.
    url: Option<String>,
    /// The article's id. Send this or `url`.
    article_id: Option<Uuid>,
    /// The name of the site, for a page that several sites have. Default: a site that lists the
    /// origin of the page.
    site: Option<String>,
    #[serde(default)]
    #[param(inline)]
    view: View,
    #[serde(default)]
    #[param(inline)]
    sort: Order,
    /// The number of top-level comments (tree) or comments (flat); above 100 means 100.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A page of the thread of a web page, and what the web page needs beside it.
#[derive(Debug, Serialize, ToSchema)]
struct PageThread {
    items: Vec<Comment>,
    /// The `cursor` of the next page; null on the last page.
    next_cursor: Option<String>,
    /// The number of approved comments.
    #[schema(minimum = 0)]
    total: i64,
    /// Null while there is no article: the first comment publishes one, if `comments_open`.
    #[schema(value_type = Option<Uuid>)]
    article_id: Option<ArticleId>,
    /// The article's version; null while there is no article.
    #[schema(minimum = 1)]
    version: Option<i32>,
    /// Whether readers may comment, until `closes_at`.
    comments_open: bool,
    /// When comments close; null: not by themselves.
    #[serde(serialize_with = "optional_milliseconds")]
    closes_at: Option<DateTime<Utc>>,
    #[schema(inline)]
    site: PageSite,
}

problems!(
    GetPageThreadProblems = STORED,
    LIST,
    [NotFound, PageNotAllowed]
);

/// Read the thread of a page
///
/// For pages that know their own address and no id. Reading creates nothing: for a page without an
/// article, at an address of an origin that a site lists, the answer is an empty thread with
/// `article_id: null`. Its first comment (`POST /v1/threads/comments`) publishes it, if
/// `comments_open`. A page with an article has the same comments as
/// `GET /v1/articles/{article_id}/comments`.
#[utoipa::path(
    operation_id = "get_page_thread",
    tag = "comments",
    params(PageThreadQuery),
    responses(
        (status = 200, description = "A page of the thread.", body = PageThread,
            example = json!(example_thread())),
        GetPageThreadProblems,
    ),
)]
#[get("/v1/threads")]
pub(crate) async fn get_page_thread(
    request: HttpRequest,
    state: Data<HttpState>,
    Query(query): Query<PageThreadQuery>,
) -> Result<HttpResponse, Problem> {
    let address = query.url.map(PageAddress::asked);
    let filters = format!(
        "{address:?} {:?} {:?} {:?} {:?}",
        query.article_id, query.site, query.view, query.sort
    );
    let list = CursorSeal::new(&state.app.secrets, "page_thread", &filters);
    let after = list.open_id(query.cursor.as_deref())?;
    let window = window(query.limit, query.sort.into(), after);
    let layout = Layout::from(query.view);
    let place = place(address, query.article_id.map(ArticleId), query.site)?;

    // The scope and the answer must be about the same article.
    let found = OnceCell::new();
    let find = async || {
        found
            .get_or_try_init(|| find_page(&state.app, &place))
            .await
    };
    let scope = async || Ok(Scope::Address(find().await?.article));
    let render = async || write_thread(&state, &list, find().await?, layout, window).await;

    let key = PageKey::PageThread {
        place: place.clone(),
        layout,
        window,
    };
    respond(&request, key, scope, render).await
}

/// # Errors
/// `Invalid` unless the request names one page.
fn place(
    address: Option<PageAddress>,
    article: Option<ArticleId>,
    site: Option<String>,
) -> Result<PagePlace, Refusal> {
    match (address, article) {
        (Some(address), None) if WebUrl::read(address.as_str()).is_some() => {
            Ok(PagePlace::Address { site, address })
        }
        (Some(_), None) => {
            let detail = "Enter an absolute http or https URL such as https://example.org/.";
            Err(Refusal::invalid("url", "invalid_url", detail))
        }
        (None, Some(article)) => Ok(PagePlace::Article(article)),
        _ => {
            let detail = "Send either url or article_id.";
            Err(Refusal::invalid("url", "one_of", detail))
        }
    }
}

async fn write_thread(
    state: &HttpState,
    list: &CursorSeal<'_>,
    found: &FoundPage,
    layout: Layout,
    window: Window,
) -> Result<Content> {
    let part = match (found.article, layout) {
        (None, _) => Part::default(),
        (Some(article), Layout::Tree) => {
            let page = read_tree(&state.app, article, window).await?;

            Part {
                head: Some(page.head),
                comments: branches(state, page.tops),
            }
        }
        (Some(article), Layout::Flat) => {
            let page = read_flat(&state.app, article, window).await?;
            let items = page.comments.items.into_iter();

            Part {
                head: Some(page.head),
                comments: CutPage {
                    items: items.map(Comment::public).collect(),
                    next: page.comments.next,
                },
            }
        }
    };

    let next_cursor = part.comments.next.map(|last| list.seal_id(last));
    let thread = PageThread {
        items: part.comments.items,
        next_cursor: next_cursor.clone(),
        total: part.head.map_or(0, |head| head.total),
        article_id: found.article,
        version: part.head.map(|head| head.article_version),
        comments_open: found.comments_open,
        closes_at: found.closes_at,
        site: PageSite::from(&found.site),
    };

    write_page(&thread, next_cursor)
}

/// A part of a thread as it is shown; of a page without an article, nothing.
struct Part {
    head: Option<ThreadHead>,
    comments: CutPage<Comment, CommentId>,
}

impl Default for Part {
    fn default() -> Self {
        Self {
            head: None,
            comments: CutPage {
                items: Vec::new(),
                next: None,
            },
        }
    }
}

/// A thread for the examples of the OpenAPI document.
fn example_thread() -> Value {
    json!({
        "items": [example_comment("approved")], "next_cursor": null,
        "total": 1, "article_id": sample_id(), "version": 1, "comments_open": true, "closes_at": null,
        "site": example_site(),
    })
}
