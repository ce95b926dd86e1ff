//! Comments as readers see them: pages of a thread, of replies, of the latest; one comment with its
//! ancestors.
//!
//! A hidden comment whose place is kept loses its text and its author here, in SQL, not in a view.

use chrono::{DateTime, Utc};
use diesel::sql_types::{
    BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Seek, Sort};
use crate::db::connection::statement::prepared;
use crate::db::counts::tallies::{BEFORE, List};
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::error::Result;

/// One place of a thread.
#[derive(Debug, Clone, QueryableByName)]
pub struct PlaceRow {
    #[diesel(sql_type = SqlUuid)]
    pub site_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub comment_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub article_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub parent_id: Option<Uuid>,
    #[diesel(sql_type = Binary)]
    pub path: Vec<u8>,
    #[diesel(sql_type = Integer)]
    pub depth: i32,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Text)]
    pub author_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub author_website: Option<String>,
    #[diesel(sql_type = Bool)]
    pub is_moderator: bool,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Text)]
    pub html: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub edited_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub number: Option<i64>,
    #[diesel(sql_type = BigInt)]
    pub reply_count: i64,
}

/// Which part of a thread: `limit` tops after `after`, each with at most `branch` places down to
/// `depth` below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    pub sort: Sort,
    pub after: Option<CommentId>,
    pub limit: i64,
    pub branch: i64,
    pub depth: i32,
}

/// What a page of a thread is made of.
#[derive(Debug, Clone, Copy)]
pub enum Layout {
    /// Top-level comments with their branches.
    Tree,
    /// Direct replies to a comment with their branches.
    Replies(CommentId),
    /// Approved comments, whatever their depth.
    Flat,
}

/// A row of a page: the same head on each, so that both are of one snapshot. A page without places
/// is one row.
#[derive(Debug, Clone, QueryableByName)]
pub struct PageRow {
    #[diesel(embed)]
    pub head: ThreadHead,
    #[diesel(embed)]
    pub place: Option<PlaceRow>,
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

/// What every reader's statement selects of `comments c`; `number` and the joins come with the
/// statement.
fn place() -> String {
    format!(
        "c.site_id, c.comment_id, c.article_id, c.parent_id, c.path, c.depth, c.status, \
         CASE WHEN c.status = 'approved' THEN c.author_name ELSE '' END AS author_name, \
         CASE WHEN c.status = 'approved' THEN c.author_website END AS author_website, \
         c.status = 'approved' AND c.moderator_id IS NOT NULL AS is_moderator, \
         CASE WHEN c.status = 'approved' THEN c.body ELSE '' END AS body, \
         CASE WHEN c.status = 'approved' THEN c.html ELSE '' END AS html, \
         c.created_at, CASE WHEN c.status = 'approved' THEN c.edited_at END AS edited_at, {} AS reply_count",
        List::Replies("c").total()
    )
}

/// The same columns with the text and the author in any status, and the number: for the author and
/// for moderators only.
pub fn own() -> String {
    format!(
        "c.site_id, c.comment_id, c.article_id, c.parent_id, c.path, c.depth, c.status, \
         c.author_name, c.author_website, c.moderator_id IS NOT NULL AS is_moderator, c.body, c.html, \
         c.created_at, c.edited_at, {} AS reply_count, {}",
        List::Replies("c").total(),
        number()
    )
}

/// The number of one approved comment.
fn number() -> String {
    format!(
        "CASE WHEN c.status = 'approved' THEN {} END AS number",
        List::Approved("c").place()
    )
}

/// A page: the head, and the tops in order, each followed by its branch in depth-first order. Tops
/// by `comments_roots_idx`, `comments_replies_idx` or `comments_approved_idx`, branches by
/// `comments_branch_idx`.
///
/// A branch ends where it has enough places, or where too many were passed that hang too deep.
///
/// The numbers of a page are counted on from place to place, each time that there is a mark from
/// that.
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
    let tops = Seek {
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
             CASE WHEN m.previous IS NULL AND m.before IS NOT NULL THEN {BEFORE} ELSE 0 END \
             + (SELECT count(*) FROM comments n WHERE n.site_id = h.site_id AND n.article_id = h.article_id \
                 AND n.status = 'approved' AND n.comment_id >= coalesce(m.comment_id, '{nil}') \
                 AND n.comment_id > coalesce(m.previous, '{nil}') AND n.comment_id <= m.place_id)\
           ) OVER (PARTITION BY m.comment_id ORDER BY m.place_id)::bigint AS number \
           FROM placed m CROSS JOIN head h) \
         SELECT h.version AS article_version, h.total, {place}, \
           CASE WHEN c.status = 'approved' THEN c.number END AS number \
         FROM head h LEFT JOIN (\
           SELECT n.top_id, n.number, c.* FROM numbered n CROSS JOIN head h \
           JOIN comments c ON c.site_id = h.site_id AND c.comment_id = n.place_id) c ON true \
         ORDER BY c.top_id {direction}, c.path",
        nil = Uuid::nil(),
        tops = tops.page("comments", filter, "$3"),
        total = List::Approved("a").total(),
        place = place(),
    )
}

/// A page of the thread of an article: no row when there is no such article.
pub async fn list_page(
    conn: &mut Connection,
    article: ArticleId,
    layout: Layout,
    window: Window,
) -> Result<Vec<PageRow>> {
    let page = prepared(page_statement(layout, window.sort))
        .bind(article.0)
        .bind(window.sort.start(window.after))
        .bind(window.limit);
    let page = match layout {
        Layout::Flat => page,
        Layout::Tree => page.bind(window.branch).bind(window.depth),
        Layout::Replies(comment) => page.bind(window.branch).bind(window.depth).bind(comment.0),
    };
    Ok(page.load(conn).await?)
}

/// The latest approved comments; by `comments_latest_idx` for a site, else by
/// `comments_latest_everywhere_idx`.
pub fn latest_statement(of_site: bool, sort: Sort) -> String {
    let equal: &[_] = if of_site {
        &[("site_id", "(SELECT $3::uuid)")]
    } else {
        &[]
    };
    let latest = Seek {
        equal,
        after: ("comment_id", "$1"),
        sort,
    };
    format!(
        "SELECT {}, {} FROM ({}) c ORDER BY c.comment_id {}",
        place(),
        number(),
        latest.page("comments", "t.status = 'approved'", "$2"),
        sort.direction()
    )
}

/// The latest approved comments of a site, or of all.
pub async fn list_latest(
    conn: &mut Connection,
    site: Option<SiteId>,
    window: Window,
) -> Result<Vec<PlaceRow>> {
    let page = prepared(latest_statement(site.is_some(), window.sort))
        .bind(window.sort.start(window.after))
        .bind(window.limit);
    let page = match site {
        Some(site) => page.bind(site.0),
        None => page,
    };
    Ok(page.load(conn).await?)
}

/// One comment as its readers see it: `None` unless its place is shown. By `comments_id_idx`.
pub async fn find_place(conn: &mut Connection, comment: CommentId) -> Result<Option<PlaceRow>> {
    let (place, number) = (place(), number());
    let statement =
        format!("SELECT {place}, {number} FROM comments c WHERE c.comment_id = $1 AND c.visible");
    Ok(prepared(statement)
        .bind(comment.0)
        .get_result(conn)
        .await
        .optional()?)
}

/// Those of the comments whose place is shown, as their readers see them; by `comments_id_idx`.
pub async fn list_places(conn: &mut Connection, comments: &[Uuid]) -> Result<Vec<PlaceRow>> {
    let (place, number) = (place(), number());
    let statement = format!(
        "SELECT {place}, {number} FROM comments c WHERE c.comment_id = ANY($1) AND c.visible"
    );
    Ok(prepared(statement).bind(comments).load(conn).await?)
}

/// One comment as its author or a moderator sees it: in any status, with its text. By
/// `comments_id_idx`.
pub async fn find_own(conn: &mut Connection, comment: CommentId) -> Result<Option<PlaceRow>> {
    let statement = format!("SELECT {} FROM comments c WHERE c.comment_id = $1", own());
    Ok(prepared(statement)
        .bind(comment.0)
        .get_result(conn)
        .await
        .optional()?)
}

/// The places from the top of the thread down to the parent of `below`, which its path names.
pub async fn list_ancestors(conn: &mut Connection, below: &PlaceRow) -> Result<Vec<PlaceRow>> {
    let statement = format!(
        "SELECT {}, {} FROM comments c WHERE c.site_id = $1 AND c.comment_id = ANY($2) ORDER BY c.depth",
        place(),
        number()
    );
    Ok(prepared(statement)
        .bind(below.site_id)
        .bind(ancestor_ids(&below.path))
        .load(conn)
        .await?)
}

/// The ids that a path names before its own, from the top down.
pub fn ancestor_ids(path: &[u8]) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = path
        .chunks_exact(16)
        .filter_map(|bytes| Uuid::from_slice(bytes).ok())
        .collect();
    ids.pop();
    ids
}
