//! Comments as readers see them: pages of a thread, of replies, of the latest; one comment with its ancestors.
//!
//! A hidden comment whose place is kept loses its text and its author here, in SQL, not in a view.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::prepared::prepared;
use crate::db::tallies::{BEFORE, List};
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

/// The two orders of a list. Replies inside a tree are always oldest first: a talk reads downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Oldest,
    Newest,
}

impl Sort {
    pub const fn after(self) -> &'static str {
        match self {
            Self::Oldest => ">",
            Self::Newest => "<",
        }
    }

    pub const fn direction(self) -> &'static str {
        match self {
            Self::Oldest => "ASC",
            Self::Newest => "DESC",
        }
    }

    /// Where a page begins: after the comment named, or after an id that every comment comes after. A condition that
    /// may be absent would be no condition of an index in a plan that Postgres keeps.
    pub fn start(self, after: Option<CommentId>) -> Uuid {
        match (after, self) {
            (Some(after), _) => after.0,
            (None, Self::Oldest) => Uuid::nil(),
            (None, Self::Newest) => Uuid::max(),
        }
    }
}

/// Which part of a thread: `limit` tops after `after`, each with at most `branch` places down to `depth` below it.
#[derive(Debug, Clone, Copy)]
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

/// A row of a page: the same head on each, so that both are of one snapshot. A page without places is one row.
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

/// What every reader's statement selects of `comments c`; `number` and the joins come with the statement.
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

/// The same columns with the text and the author in any status, and the number: for the author and for moderators only.
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
    format!("CASE WHEN c.status = 'approved' THEN {} END AS number", List::Approved("c").place())
}

/// A page: the head, and the tops in order, each followed by its branch in depth-first order. Tops by
/// `comments_roots_idx`, `comments_replies_idx` or `comments_approved_idx`, branches by `comments_branch_idx`.
///
/// The numbers of a page are counted on from the marks before its places, once for each mark.
pub fn page_statement(layout: Layout, sort: Sort) -> String {
    let (after, direction) = (sort.after(), sort.direction());
    let top = match layout {
        Layout::Tree => "t.parent_id IS NULL AND t.visible",
        Layout::Replies(_) => "t.parent_id = $6 AND t.visible",
        Layout::Flat => "t.status = 'approved'",
    };
    let branches = match layout {
        Layout::Flat => "",
        Layout::Tree | Layout::Replies(_) => {
            " UNION ALL SELECT t.comment_id, b.comment_id FROM tops t CROSS JOIN LATERAL (\
               SELECT d.comment_id FROM comments d WHERE d.site_id = t.site_id AND d.article_id = t.article_id \
                 AND d.visible AND d.path > t.path AND d.path < t.path || '\\xff'::bytea AND d.depth <= t.depth + $5 \
               ORDER BY d.path LIMIT $4) b"
        }
    };
    format!(
        "WITH head AS MATERIALIZED (\
           SELECT a.site_id, a.article_id, a.version, {total} AS total FROM articles a WHERE a.article_id = $1), \
         tops AS MATERIALIZED (SELECT t.* FROM head h CROSS JOIN LATERAL (\
           SELECT t.site_id, t.article_id, t.comment_id, t.path, t.depth FROM comments t \
           WHERE t.site_id = h.site_id AND t.article_id = h.article_id AND {top} AND t.comment_id {after} $2 \
           ORDER BY t.comment_id {direction} LIMIT $3) t), \
         shown AS MATERIALIZED (SELECT t.comment_id AS top_id, t.comment_id FROM tops t{branches}), \
         marks AS (SELECT DISTINCT ON (m.comment_id) s.comment_id AS last, m.comment_id AS first, m.before \
           FROM shown s CROSS JOIN head h LEFT JOIN LATERAL (\
             SELECT m.comment_id, {BEFORE} AS before FROM tally_marks m WHERE m.site_id = h.site_id \
               AND m.list_id = h.article_id AND m.comment_id <= s.comment_id \
             ORDER BY m.comment_id DESC LIMIT 1) m ON true \
           ORDER BY m.comment_id, s.comment_id DESC), \
         numbered AS (SELECT n.comment_id, n.number FROM head h CROSS JOIN marks m CROSS JOIN LATERAL (\
           SELECT n.comment_id, coalesce(m.before, 0) + row_number() OVER (ORDER BY n.comment_id) AS number \
           FROM comments n WHERE n.site_id = h.site_id AND n.article_id = h.article_id AND n.status = 'approved' \
             AND n.comment_id >= coalesce(m.first, '00000000-0000-0000-0000-000000000000') \
             AND n.comment_id <= m.last) n) \
         SELECT h.version AS article_version, h.total, {place}, n.number FROM head h LEFT JOIN (\
           SELECT s.top_id, c.* FROM shown s CROSS JOIN head h \
           JOIN comments c ON c.site_id = h.site_id AND c.comment_id = s.comment_id) c ON true \
         LEFT JOIN numbered n ON n.comment_id = c.comment_id \
         ORDER BY c.top_id {direction}, c.path",
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
        .bind::<SqlUuid, _>(article.0)
        .bind::<SqlUuid, _>(window.sort.start(window.after))
        .bind::<BigInt, _>(window.limit);
    let page = match layout {
        Layout::Flat => page,
        Layout::Tree => page.bind::<BigInt, _>(window.branch).bind::<Integer, _>(window.depth),
        Layout::Replies(comment) => page
            .bind::<BigInt, _>(window.branch)
            .bind::<Integer, _>(window.depth)
            .bind::<SqlUuid, _>(comment.0),
    };
    Ok(page.load(conn).await?)
}

/// The latest approved comments; by `comments_latest_idx` for a site, else by `comments_latest_everywhere_idx`.
pub fn latest_statement(of_site: bool, sort: Sort) -> String {
    let (after, direction) = (sort.after(), sort.direction());
    let of_site = if of_site { " AND c.site_id = $3" } else { "" };
    format!(
        "SELECT {}, {} FROM comments c WHERE c.status = 'approved' AND c.comment_id {after} $1{of_site} \
         ORDER BY c.comment_id {direction} LIMIT $2",
        place(),
        number()
    )
}

/// The latest approved comments of a site, or of all.
pub async fn list_latest(
    conn: &mut Connection,
    site: Option<SiteId>,
    window: Window,
) -> Result<Vec<PlaceRow>> {
    let page = prepared(latest_statement(site.is_some(), window.sort))
        .bind::<SqlUuid, _>(window.sort.start(window.after))
        .bind::<BigInt, _>(window.limit);
    let page = match site {
        Some(site) => page.bind::<SqlUuid, _>(site.0),
        None => page,
    };
    Ok(page.load(conn).await?)
}

/// One comment as its readers see it: `None` unless its place is shown. By `comments_id_idx`.
pub async fn find_place(conn: &mut Connection, comment: CommentId) -> Result<Option<PlaceRow>> {
    let (place, number) = (place(), number());
    let statement = format!("SELECT {place}, {number} FROM comments c WHERE c.comment_id = $1 AND c.visible");
    Ok(prepared(statement).bind::<SqlUuid, _>(comment.0).get_result(conn).await.optional()?)
}

/// One comment as its author or a moderator sees it: in any status, with its text. By `comments_id_idx`.
pub async fn find_own(conn: &mut Connection, comment: CommentId) -> Result<Option<PlaceRow>> {
    let statement = format!("SELECT {} FROM comments c WHERE c.comment_id = $1", own());
    Ok(prepared(statement).bind::<SqlUuid, _>(comment.0).get_result(conn).await.optional()?)
}

/// The places from the top of the thread down to the parent of `below`, which its path names.
pub async fn list_ancestors(conn: &mut Connection, below: &PlaceRow) -> Result<Vec<PlaceRow>> {
    let statement = format!(
        "SELECT {}, {} FROM comments c WHERE c.site_id = $1 AND c.comment_id = ANY($2) ORDER BY c.depth",
        place(),
        number()
    );
    Ok(prepared(statement)
        .bind::<SqlUuid, _>(below.site_id)
        .bind::<Array<SqlUuid>, _>(ancestor_ids(&below.path))
        .load(conn)
        .await?)
}

/// The ids that a path names before its own, from the top down.
pub fn ancestor_ids(path: &[u8]) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = path.chunks_exact(16).filter_map(|bytes| Uuid::from_slice(bytes).ok()).collect();
    ids.pop();
    ids
}
