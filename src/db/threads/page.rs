//! Pages of threads: the tops of a page with their branches, and the head of the article, in one
//! statement.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Integer};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Keyset, Sort};
use crate::db::connection::statement::prepared;
use crate::db::counts::lists::{BEFORE_CHECKPOINT, List};
use crate::db::threads::comment::{ThreadCommentRow, reader_columns};
use crate::db::threads::sizes::{PAGE_SIZES, fits_page};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::page::PageRequest;
use crate::error::Result;

/// Which part of a thread: a page of tops, each with at most `branch` comments down to `depth`
/// below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    pub sort: Sort,
    pub page: PageRequest<CommentId>,
    pub branch: i64,
    pub depth: i32,
}

/// What the tops of a page are.
#[derive(Debug, Clone, Copy)]
pub enum Layout {
    /// Top-level comments, with their branches.
    Tree,
    /// Direct replies to a comment, with their branches.
    Replies(CommentId),
    /// Approved comments at any depth, without branches.
    Flat,
}

/// A row of a page. The head is the same on each, so that both are of one snapshot; a page without
/// comments is one row.
#[derive(Debug, Clone, QueryableByName)]
pub struct PageRow {
    #[diesel(embed)]
    pub head: ThreadHead,
    #[diesel(embed)]
    pub comment: Option<ThreadCommentRow>,
    /// Whether another top follows in the page, in this answer or not.
    #[diesel(sql_type = Bool)]
    pub has_next: bool,
}

/// What a page of a thread says about its article.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct ThreadHead {
    #[diesel(sql_type = Integer)]
    pub article_version: i32,
    /// Approved comments of the article.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// The statement for a page: the head, and the tops in order, each followed by its branch in
/// depth-first order. Tops by `comments_roots_idx`, `comments_replies_idx` or
/// `comments_approved_idx`, branches by `comments_branch_idx`.
///
/// - `head` is the article with its total.
/// - `tops` are the tops of the page.
/// - `shown` are the tops and the comments of their branches. A branch ends where it has enough
///   comments, or where it has passed too many that are too deep.
/// - `placed` adds to each comment the checkpoint before it, and the comment before it with the
///   same checkpoint.
/// - `numbered` adds the number, counted on from the comment before, or else from the checkpoint.
///
/// Of these, the first are read, up to [`PAGE_BYTES`](crate::domain::budgets::PAGE_BYTES). Postgres knows the sizes without reading the
/// texts.
pub fn page_statement(layout: Layout, sort: Sort) -> String {
    let direction = sort.direction();
    let (list, filter) = match layout {
        Layout::Tree => (
            ("article_id", "h.article_id"),
            "t.visible AND t.parent_id IS NULL",
        ),
        Layout::Replies(_) => (("parent_id", "(SELECT $6::uuid)"), "t.visible"),
        Layout::Flat => (("article_id", "h.article_id"), "t.status = 'approved'"),
    };

    let tops = Keyset {
        equal: &[("site_id", "h.site_id"), list],
        after: ("comment_id", "$2"),
        sort,
    };

    let branches = match layout {
        Layout::Flat => "",
        Layout::Tree | Layout::Replies(_) => {
            " UNION ALL SELECT t.comment_id, b.comment_id FROM tops t CROSS JOIN LATERAL (\
               SELECT d.comment_id FROM (\
                 SELECT d.comment_id, d.depth, d.path FROM comments d WHERE d.site_id = t.site_id \
                   AND d.article_id = t.article_id AND d.visible AND d.path > t.path \
                   AND d.path < t.path || '\\xff'::bytea AND $5 > 0 \
                 ORDER BY d.path LIMIT 4 * $4) d \
               WHERE d.depth <= t.depth + $5 ORDER BY d.path LIMIT $4) b"
        }
    };

    format!(
        "WITH head AS MATERIALIZED (\
           SELECT a.site_id, a.article_id, a.version, {total} AS total FROM articles a WHERE a.article_id = $1), \
         tops AS MATERIALIZED (SELECT t.site_id, t.article_id, t.comment_id, t.path, t.depth \
           FROM head h CROSS JOIN LATERAL ({tops}) t), \
         shown AS MATERIALIZED (SELECT t.comment_id AS top_id, t.comment_id FROM tops t{branches}), \
         placed AS (SELECT s.top_id, s.comment_id AS place_id, m.*, \
             lag(s.comment_id) OVER (PARTITION BY m.comment_id ORDER BY s.comment_id) AS previous \
           FROM shown s CROSS JOIN head h LEFT JOIN LATERAL (\
             SELECT m.* FROM tally_marks m WHERE m.site_id = h.site_id AND m.list_id = h.article_id \
               AND m.comment_id <= s.comment_id ORDER BY m.comment_id DESC LIMIT 1) m ON true), \
         numbered AS (SELECT m.top_id, m.place_id, sum(\
             CASE WHEN m.previous IS NULL AND m.before IS NOT NULL THEN {BEFORE_CHECKPOINT} ELSE 0 END \
             + (SELECT count(*) FROM comments n WHERE n.site_id = h.site_id AND n.article_id = h.article_id \
                 AND n.status = 'approved' AND n.comment_id >= coalesce(m.comment_id, '{nil}') \
                 AND n.comment_id > coalesce(m.previous, '{nil}') AND n.comment_id <= m.place_id)\
           ) OVER (PARTITION BY m.comment_id ORDER BY m.place_id)::bigint AS number \
           FROM placed m CROSS JOIN head h) \
         SELECT h.version AS article_version, h.total, {columns}, \
           CASE WHEN c.status = 'approved' THEN c.number END AS number, coalesce(c.has_next, false) AS has_next \
         FROM head h LEFT JOIN (\
           SELECT n.top_id, n.number, c.*, {PAGE_SIZES}, \
             n.top_id <> last_value(n.top_id) OVER (w RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) \
               AS has_next FROM numbered n CROSS JOIN head h \
           JOIN comments c ON c.site_id = h.site_id AND c.comment_id = n.place_id \
           WINDOW w AS (ORDER BY n.top_id {direction}, c.path)) c ON {fits} \
         ORDER BY c.top_id {direction}, c.path",
        nil = Uuid::nil(),
        tops = tops.page("comments", filter, "$3"),
        total = List::Approved("a").total(),
        columns = reader_columns(),
        fits = fits_page(),
    )
}

/// The rows of a page of an article's thread, with one more top than the page holds; no row if
/// there is no such article.
pub async fn list_page(
    conn: &mut Connection,
    article: ArticleId,
    layout: Layout,
    window: Window,
) -> Result<Vec<PageRow>> {
    let statement = prepared(page_statement(layout, window.sort))
        .bind(article)
        .bind(window.sort.start(window.page.after))
        .bind(window.page.rows());
    let statement = match layout {
        Layout::Flat => statement,
        Layout::Tree => statement.bind(window.branch).bind(window.depth),
        Layout::Replies(comment) => statement
            .bind(window.branch)
            .bind(window.depth)
            .bind(comment),
    };

    Ok(statement.load(conn).await?)
}
