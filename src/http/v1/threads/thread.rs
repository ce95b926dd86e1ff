//! Reading a page of an article's thread, as a tree or as a flat list.

use std::cell::LazyCell;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::app::generations::Scope;
use crate::app::page_key::{Layout, PageKey};
use crate::db::threads::page::Window;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::page::CutPage;
use crate::domain::policy::MAX_DEPTH;
use crate::domain::refusal::Refusal;
use crate::flows::threads::read::{read_flat, read_tree};
use crate::http::contract::parameters::ArticleInPath;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::reply::cached::respond;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::Limit;
use crate::http::state::HttpState;
use crate::http::v1::threads::order::Order;
use crate::http::v1::threads::pages::{
    ThreadPage, depth, example_page, window, write_thread, write_tree,
};
use crate::http::v1::threads::views::Comment;

/// The layout of a thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::http::v1) enum View {
    /// Top-level comments, each with its replies inside.
    #[default]
    Tree,
    /// All comments in one list.
    Flat,
}

/// Which part of a thread.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ThreadQuery {
    #[serde(default)]
    #[param(inline)]
    pub view: View,
    #[serde(default)]
    #[param(inline)]
    pub sort: Order,
    /// The number of top-level comments (tree) or comments (flat) on the page; above 100 means 100.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// The number of levels of replies below each top-level comment of a tree.
    #[validate(range(max = 50, message = "Choose a value from 0 to 50."))]
    #[param(minimum = 0, maximum = 50)]
    pub depth: Option<u32>,
}

problems!(ListThreadProblems = STORED, LIST, [NotFound]);

/// Read an article's thread
///
/// A tree's branches are limited in length: a comment whose direct replies are not all on the page
/// has a `replies_cursor`.
#[utoipa::path(
    operation_id = "list_article_comments",
    tag = "comments",
    params(ArticleInPath, ThreadQuery),
    responses(
        (status = 200, description = "A page of the thread.", body = ThreadPage,
            example = json!(example_page())),
        ListThreadProblems,
    ),
)]
#[get("/v1/articles/{article_id}/comments")]
pub(crate) async fn list_article_comments(
    request: HttpRequest,
    state: Data<HttpState>,
    Path(article): Path<ArticleId>,
    Query(query): Query<ThreadQuery>,
) -> Result<HttpResponse, Problem> {
    // Lazy, since a kept first page needs no cursor.
    let list = LazyCell::new(|| {
        let filters = format!(
            "{article} {:?} {:?} {:?}",
            query.view, query.sort, query.depth
        );
        CursorSeal::new(&state.app.secrets, "article_comments", &filters)
    });
    let window = query.window(|cursor| list.open_id(Some(cursor)))?;
    let key = PageKey::Thread {
        article,
        layout: query.view.into(),
        depth: query.depth,
        window,
    };

    let scope = async || Ok(Scope::Article(article));
    let render = async || match query.view {
        View::Tree => {
            let page = read_tree(&state.app, article, window).await?;

            write_tree(&state, &list, page)
        }
        View::Flat => {
            let page = read_flat(&state.app, article, window).await?;
            let comments = CutPage {
                items: page
                    .comments
                    .items
                    .into_iter()
                    .map(Comment::public)
                    .collect(),
                next: page.comments.next,
            };

            write_thread(&list, article, page.head, comments)
        }
    };

    respond(&request, key, scope, render).await
}

impl ThreadQuery {
    /// The window of the query. `open` opens its cursor.
    fn window(
        &self,
        open: impl FnOnce(&str) -> Result<Option<CommentId>, Refusal>,
    ) -> Result<Window, Refusal> {
        let after = self.cursor.as_deref().map(open).transpose()?.flatten();

        Ok(Window {
            depth: depth(self.depth.unwrap_or(MAX_DEPTH)),
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
