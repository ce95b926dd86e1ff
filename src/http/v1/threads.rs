//! Reading threads, replies, the latest comments, and one comment.

use std::cell::LazyCell;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::app::generations::Scope;
use crate::app::page_key::{Layout, PageKey};
use crate::app::pages::Content;
use crate::db::seek::Sort;
use crate::db::thread_page::{PlaceRow, ThreadHead, Window};
use crate::domain::comment_tree::Branch;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::policy::MAX_DEPTH;
use crate::domain::refusal::Refusal;
use crate::error::Result;
use crate::flows::own_comment::read_own;
use crate::flows::read_thread::{
    Permalink, find_scope, read_comment, read_flat, read_latest, read_replies, read_tree,
};
use crate::http::cached::{respond, write_page};
use crate::http::cursor::CursorSeal;
use crate::http::edge::Edge;
use crate::http::examples::sample_id;
use crate::http::extract::guest::MaybeGuest;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::page::{Limit, Page, write_list};
use crate::http::problem::Problem;
use crate::http::problem_docs::problems;
use crate::http::v1::views::{Comment, example_comment};

/// Places of one branch on a page, beside its top.
const BRANCH: i64 = 100;

/// How a thread is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Top-level comments with their replies inside.
    #[default]
    Tree,
    /// All comments one after the other.
    Flat,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    #[default]
    Oldest,
    Newest,
}

/// Which part of a thread.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ThreadQuery {
    #[serde(default)]
    #[param(inline)]
    pub view: View,
    #[serde(default)]
    #[param(inline)]
    pub sort: Order,
    /// Top-level comments (tree) or comments (flat) on the page; above 100 means 100.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// In a tree: how many levels of replies below each top.
    #[validate(range(max = 50, message = "Choose a value from 0 to 50."))]
    #[param(minimum = 0, maximum = 50)]
    pub depth: Option<u32>,
}

/// Which part of the replies.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RepliesQuery {
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `replies_cursor` of the comment, or `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Which of the latest comments.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LatestQuery {
    /// The name of a site; absent: all sites.
    pub site: Option<String>,
    #[serde(default = "newest")]
    #[param(inline)]
    pub sort: Order,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    pub cursor: Option<String>,
}

const fn newest() -> Order {
    Order::Newest
}

/// A page of a thread.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThreadPage {
    pub items: Vec<Comment>,
    /// The `cursor` of the next page; null at the end.
    pub next_cursor: Option<String>,
    /// All approved comments of the article.
    #[schema(minimum = 0)]
    pub total: i64,
    pub article_id: Uuid,
    /// The article's version.
    #[schema(minimum = 1)]
    pub version: i32,
}

/// A comment with the places above it, from the top down.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentWithAncestors {
    #[serde(flatten)]
    pub comment: Comment,
    pub ancestors: Vec<Comment>,
}

problems!(ListThreadProblems = STORED, LIST, [NotFound]);
problems!(ListLatestProblems = STORED, LIST, [NotFound]);

/// Read an article's thread
///
/// A tree's branches are bounded: a comment whose direct replies are not all on the page carries
/// `replies_cursor`.
#[utoipa::path(
    operation_id = "list_article_comments",
    tag = "comments",
    params(("article_id" = Uuid, Path, description = "The article."), ThreadQuery),
    responses(
        (status = 200, description = "A page of the thread.", body = ThreadPage,
            example = json!(crate::http::v1::threads::example_page())),
        ListThreadProblems,
    ),
)]
#[get("/v1/articles/{article_id}/comments")]
pub async fn list_article_comments(
    request: HttpRequest,
    edge: Data<Edge>,
    Path(article): Path<Uuid>,
    Query(query): Query<ThreadQuery>,
) -> Result<HttpResponse, Problem> {
    let filters = || {
        format!(
            "{article} {:?} {:?} {:?}",
            query.view, query.sort, query.depth
        )
    };
    let list = LazyCell::new(|| CursorSeal::new(&edge.app.secrets, "article_comments", &filters()));
    let window = query.window(|cursor| list.open_id(Some(cursor)))?;
    let article = ArticleId(article);
    let key = PageKey::Thread {
        article,
        layout: query.view.into(),
        depth: query.depth,
        window,
    };
    let scope = async || Ok(Scope::Article(article));
    let render = async || match query.view {
        View::Tree => {
            let page = read_tree(&edge.app, article, window).await?;
            write_thread(
                (&list, page.next),
                (article.0, page.head),
                branches(&edge, page.tops),
            )
        }
        View::Flat => {
            let page = read_flat(&edge.app, article, window).await?;
            let items = page.places.into_iter().map(Comment::public).collect();
            write_thread((&list, page.next), (article.0, page.head), items)
        }
    };
    respond(&request, key, scope, render).await
}

/// Read a comment's replies
///
/// Its direct replies, oldest first, each with its own branch.
#[utoipa::path(
    operation_id = "list_replies",
    tag = "comments",
    params(("comment_id" = Uuid, Path, description = "The comment."), RepliesQuery),
    responses(
        (status = 200, description = "A page of replies.", body = ThreadPage,
            example = json!(crate::http::v1::threads::example_page())),
        ListThreadProblems,
    ),
)]
#[get("/v1/comments/{comment_id}/replies")]
pub async fn list_replies(
    request: HttpRequest,
    edge: Data<Edge>,
    Path(comment): Path<Uuid>,
    Query(query): Query<RepliesQuery>,
) -> Result<HttpResponse, Problem> {
    let list = CursorSeal::new(&edge.app.secrets, "replies", &comment.to_string());
    let window = window(
        query.limit,
        Sort::Oldest,
        list.open_id(query.cursor.as_deref())?,
    );
    let comment = CommentId(comment);
    let render = async || {
        let page = read_replies(&edge.app, comment, window).await?;
        write_thread(
            (&list, page.next),
            (page.article.0, page.head),
            branches(&edge, page.tops),
        )
    };
    let key = PageKey::Replies { comment, window };
    respond(
        &request,
        key,
        async || find_scope(&edge.app, comment).await,
        render,
    )
    .await
}

/// Read the latest comments
///
/// The approved ones of a site, or of all sites, newest first unless asked otherwise.
#[utoipa::path(
    operation_id = "list_latest_comments",
    tag = "comments",
    params(LatestQuery),
    responses(
        (status = 200, description = "A page of comments.", body = Page<Comment>,
            example = json!({"items": [crate::http::v1::views::example_comment("approved")], "next_cursor": null})),
        ListLatestProblems,
    ),
)]
#[get("/v1/comments")]
pub async fn list_latest_comments(
    request: HttpRequest,
    edge: Data<Edge>,
    Query(query): Query<LatestQuery>,
) -> Result<HttpResponse, Problem> {
    let filters = format!("{:?} {:?}", query.site, query.sort);
    let list = CursorSeal::new(&edge.app.secrets, "latest_comments", &filters);
    let window = window(
        query.limit,
        query.sort.into(),
        list.open_id(query.cursor.as_deref())?,
    );
    let key = PageKey::Latest {
        site: query.site.clone(),
        window,
    };
    let render = async || {
        let page = read_latest(&edge.app, query.site.as_deref(), window).await?;
        let items = page.places.into_iter().map(Comment::public).collect();
        let next_cursor = page.next.map(|last| list.seal_id(last));
        write_list(&Page::<Comment> { items, next_cursor })
    };
    respond(&request, key, async || Ok(Scope::Everything), render).await
}

impl ThreadQuery {
    fn window(
        &self,
        open: impl FnOnce(&str) -> Result<Option<CommentId>, Refusal>,
    ) -> Result<Window, Refusal> {
        let after = self.cursor.as_deref().map(open).transpose()?.flatten();
        let depth = i32::try_from(self.depth.unwrap_or(MAX_DEPTH)).unwrap_or(i32::MAX);
        Ok(Window {
            depth,
            ..window(self.limit, self.sort.into(), after)
        })
    }
}

impl From<View> for Layout {
    fn from(view: View) -> Self {
        match view {
            View::Tree => Self::Tree,
            View::Flat => Self::Flat,
        }
    }
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Oldest => Self::Oldest,
            Order::Newest => Self::Newest,
        }
    }
}

fn window(limit: Limit, sort: Sort, after: Option<CommentId>) -> Window {
    let depth = i32::try_from(MAX_DEPTH).unwrap_or(i32::MAX);
    Window {
        sort,
        after,
        limit: limit.into(),
        branch: BRANCH,
        depth,
    }
}

/// Tops with what hangs below them, and with the cursors to what is missing there.
fn branches(edge: &Edge, tops: Vec<Branch<PlaceRow>>) -> Vec<Comment> {
    let cursor = |comment: CommentId, last: Option<CommentId>| {
        let list = CursorSeal::new(&edge.app.secrets, "replies", &comment.to_string());
        last.map_or_else(|| list.seal(&[]), |last| list.seal_id(last))
    };
    tops.into_iter()
        .map(|top| Comment::branch(top, &cursor))
        .collect()
}

/// How every page of a thread is written; `next` is the last comment on it if there is a next page.
fn write_thread(
    (list, next): (&CursorSeal<'_>, Option<CommentId>),
    (article_id, head): (Uuid, ThreadHead),
    items: Vec<Comment>,
) -> Result<Content> {
    let next_cursor = next.map(|last| list.seal_id(last));
    let ThreadHead {
        article_version: version,
        total,
    } = head;
    let page = ThreadPage {
        items,
        next_cursor: next_cursor.clone(),
        total,
        article_id,
        version,
    };
    write_page(&page, next_cursor)
}

/// A page of a thread for the examples of the OpenAPI document.
pub fn example_page() -> Value {
    json!({
        "items": [example_comment("approved")], "next_cursor": null,
        "total": 1, "article_id": sample_id(), "version": 1,
    })
}

problems!(GetCommentProblems = STORED, [Unauthenticated, NotFound]);

/// Read a comment
///
/// An approved comment with the places above it. With its guest token, the author sees it in any
/// status.
#[utoipa::path(
    operation_id = "get_comment",
    tag = "comments",
    params(("comment_id" = Uuid, Path, description = "The comment.")),
    responses(
        (status = 200, description = "The comment.", body = CommentWithAncestors,
            example = json!(crate::http::v1::views::example_permalink())),
        GetCommentProblems,
    ),
    security((), ("guest_token" = [])),
)]
#[get("/v1/comments/{comment_id}")]
pub async fn get_comment(
    request: HttpRequest,
    edge: Data<Edge>,
    Path(comment): Path<Uuid>,
    guest: MaybeGuest,
) -> Result<HttpResponse, Problem> {
    if let Some(author) = guest.of(comment) {
        let Permalink { place, ancestors } = read_own(&edge.app, author).await?;
        return Ok(HttpResponse::Ok().json(CommentWithAncestors::own(place, ancestors)));
    }
    let comment = CommentId(comment);
    let scope = async || find_scope(&edge.app, comment).await;
    let render = async || {
        let Permalink { place, ancestors } = read_comment(&edge.app, comment).await?;
        write_page(&CommentWithAncestors::public(place, ancestors), None)
    };
    respond(&request, PageKey::Comment(comment), scope, render).await
}

impl CommentWithAncestors {
    pub fn public(place: PlaceRow, ancestors: Vec<PlaceRow>) -> Self {
        let ancestors = ancestors.into_iter().map(Comment::public).collect();
        Self {
            comment: Comment::public(place),
            ancestors,
        }
    }

    /// The comment as its author sees it; what is above it, as everybody does.
    pub fn own(place: PlaceRow, ancestors: Vec<PlaceRow>) -> Self {
        let ancestors = ancestors.into_iter().map(Comment::public).collect();
        Self {
            comment: Comment::own(place),
            ancestors,
        }
    }
}
