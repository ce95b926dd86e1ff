//! Reading a page of the latest comments.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::generations::Scope;
use crate::app::page_key::PageKey;
use crate::flows::threads::read::read_latest;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::reply::cached::respond;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::{Limit, Page, write_list};
use crate::http::state::HttpState;
use crate::http::v1::threads::order::Order;
use crate::http::v1::threads::pages::window;
use crate::http::v1::threads::views::{Comment, example_comment};

/// Which of the latest comments.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LatestQuery {
    /// The name of a site. Absent: all sites.
    pub site: Option<String>,
    #[serde(default = "newest")]
    #[param(inline)]
    pub sort: Order,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

const fn newest() -> Order {
    Order::Newest
}

problems!(ListLatestProblems = STORED, LIST, [NotFound]);

/// Read the latest comments
///
/// The approved comments of a site, or of all sites, the newest first unless `sort` says otherwise.
#[utoipa::path(
    operation_id = "list_latest_comments",
    tag = "comments",
    params(LatestQuery),
    responses(
        (status = 200, description = "A page of comments.", body = Page<Comment>,
            example = json!({"items": [example_comment("approved")], "next_cursor": null})),
        ListLatestProblems,
    ),
)]
#[get("/v1/comments")]
pub(crate) async fn list_latest_comments(
    request: HttpRequest,
    state: Data<HttpState>,
    Query(query): Query<LatestQuery>,
) -> Result<HttpResponse, Problem> {
    let filters = format!("{:?} {:?}", query.site, query.sort);
    let list = CursorSeal::new(&state.app.secrets, "latest_comments", &filters);
    let after = list.open_id(query.cursor.as_deref())?;
    let window = window(query.limit, query.sort.into(), after);

    let key = PageKey::Latest {
        site: query.site.clone(),
        window,
    };
    let scope = async || Ok(Scope::Everything);
    let render = async || {
        let site = query.site.as_deref();
        let page = read_latest(&state.app, site, window.sort, window.page).await?;
        let items = page.items.into_iter().map(Comment::public).collect();
        let next_cursor = page.next.map(|last| list.seal_id(last));

        write_list(&Page::<Comment> { items, next_cursor })
    };

    respond(&request, key, scope, render).await
}
