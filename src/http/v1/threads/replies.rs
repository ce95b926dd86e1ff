//! Reading a page of the replies to a comment.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::page_key::PageKey;
use crate::db::connection::keyset::Sort;
use crate::domain::ids::CommentId;
use crate::flows::threads::read::{find_scope, read_replies};
use crate::http::contract::parameters::CommentInPath;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::reply::cached::respond;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::Limit;
use crate::http::state::HttpState;
use crate::http::v1::threads::pages::{ThreadPage, example_page, window, write_tree};

/// Which page of the replies.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RepliesQuery {
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `replies_cursor` of the comment, or `next_cursor` of the page before.
    pub cursor: Option<String>,
}

problems!(ListRepliesProblems = STORED, LIST, [NotFound]);

/// Read the replies to a comment
///
/// The direct replies, the oldest first, each with its own branch.
#[utoipa::path(
    operation_id = "list_replies",
    tag = "comments",
    params(CommentInPath, RepliesQuery),
    responses(
        (status = 200, description = "A page of replies.", body = ThreadPage,
            example = json!(example_page())),
        ListRepliesProblems,
    ),
)]
#[get("/v1/comments/{comment_id}/replies")]
pub(crate) async fn list_replies(
    request: HttpRequest,
    state: Data<HttpState>,
    Path(comment): Path<CommentId>,
    Query(query): Query<RepliesQuery>,
) -> Result<HttpResponse, Problem> {
    let list = CursorSeal::new(&state.app.secrets, "replies", &comment.to_string());
    let after = list.open_id(query.cursor.as_deref())?;
    let window = window(query.limit, Sort::Oldest, after);

    let key = PageKey::Replies { comment, window };
    let scope = async || find_scope(&state.app, comment).await;
    let render = async || {
        let page = read_replies(&state.app, comment, window).await?;

        write_tree(&state, &list, page)
    };

    respond(&request, key, scope, render).await
}
