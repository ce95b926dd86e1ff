//! The shape of a page of a thread or of replies, and how it is written.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::pages::Content;
use crate::db::connection::keyset::Sort;
use crate::db::threads::comment::ThreadCommentRow;
use crate::db::threads::page::{ThreadHead, Window};
use crate::domain::comment_tree::Branch;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::page::{CutPage, PageRequest};
use crate::domain::policy::MAX_DEPTH;
use crate::error::Result;
use crate::flows::threads::read::TreePage;
use crate::http::problem::examples::sample_id;
use crate::http::reply::cached::write_page;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::Limit;
use crate::http::state::HttpState;
use crate::http::v1::threads::views::{Comment, example_comment};

/// A page of a thread.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ThreadPage {
    pub items: Vec<Comment>,
    /// The `cursor` of the next page; null on the last page. A page of large comments has fewer of
    /// them than `limit`, and a next page.
    pub next_cursor: Option<String>,
    /// The number of approved comments of the article.
    #[schema(minimum = 0)]
    pub total: i64,
    #[schema(value_type = Uuid)]
    pub article_id: ArticleId,
    /// The article's version.
    #[schema(minimum = 1)]
    pub version: i32,
}

/// The number of comments in one branch of a page, besides its top.
const BRANCH: i64 = 100;

/// The window of a page whose branches go down as far as they can.
pub(crate) fn window(limit: Limit, sort: Sort, after: Option<CommentId>) -> Window {
    Window {
        sort,
        page: PageRequest {
            after,
            limit: limit.into(),
        },
        branch: BRANCH,
        depth: depth(MAX_DEPTH),
    }
}

/// A depth as the window has it.
pub(super) fn depth(depth: u32) -> i32 {
    i32::try_from(depth).unwrap_or(i32::MAX)
}

/// Writes a page of tops with their branches. `list` seals the cursor of the next page.
pub(super) fn write_tree(
    state: &HttpState,
    list: &CursorSeal<'_>,
    page: TreePage,
) -> Result<Content> {
    let items = branches(state, page.tops);

    write_thread(list, page.article, page.head, items)
}

/// Tops with their branches as they are shown.
pub(crate) fn branches(
    state: &HttpState,
    tops: CutPage<Branch<ThreadCommentRow>, CommentId>,
) -> CutPage<Comment, CommentId> {
    let replies_cursor = |comment: CommentId, last: Option<CommentId>| {
        let replies = CursorSeal::new(&state.app.secrets, "replies", &comment.to_string());
        last.map_or_else(|| replies.seal(&[]), |last| replies.seal_id(last))
    };

    CutPage {
        items: tops
            .items
            .into_iter()
            .map(|top| Comment::branch(top, &replies_cursor))
            .collect(),
        next: tops.next,
    }
}

/// Writes a page of a thread. `list` seals the cursor of the next page.
pub(super) fn write_thread(
    list: &CursorSeal<'_>,
    article: ArticleId,
    head: ThreadHead,
    page: CutPage<Comment, CommentId>,
) -> Result<Content> {
    let next_cursor = page.next.map(|last| list.seal_id(last));
    let page = ThreadPage {
        items: page.items,
        next_cursor: next_cursor.clone(),
        total: head.total,
        article_id: article,
        version: head.article_version,
    };

    write_page(&page, next_cursor)
}

/// A page of a thread for the examples of the OpenAPI document.
pub(super) fn example_page() -> Value {
    json!({
        "items": [example_comment("approved")], "next_cursor": null,
        "total": 1, "article_id": sample_id(), "version": 1,
    })
}
