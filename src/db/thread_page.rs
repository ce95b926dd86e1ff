//! Comments as readers see them: pages of a thread, of replies, of the latest; one comment with its ancestors.
//!
//! A hidden comment whose place is kept loses its text and its author here, in SQL, not in a view.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connect::Connection;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
}

/// Which part of a thread: `limit` tops after `after`, each with at most `branch` places down to `depth` below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    pub sort: Sort,
    pub after: Option<CommentId>,
    pub limit: i64,
    pub branch: i64,
    pub depth: i32,
}

/// Where a list of places hangs.
#[derive(Debug, Clone, Copy)]
pub enum Below {
    Article,
    Comment(CommentId),
}

/// What every reader's statement selects of `comments c`; `number` and the joins come with the statement.
const PLACE: &str = "c.site_id, c.comment_id, c.article_id, c.parent_id, c.path, c.depth, c.status, \
    CASE WHEN c.status = 'approved' THEN c.author_name ELSE '' END AS author_name, \
    CASE WHEN c.status = 'approved' THEN c.author_website END AS author_website, \
    c.status = 'approved' AND c.moderator_id IS NOT NULL AS is_moderator, \
    CASE WHEN c.status = 'approved' THEN c.body ELSE '' END AS body, \
    CASE WHEN c.status = 'approved' THEN c.html ELSE '' END AS html, \
    c.created_at, CASE WHEN c.status = 'approved' THEN c.edited_at END AS edited_at, \
    (SELECT count(*) FROM comments r WHERE r.site_id = c.site_id AND r.parent_id = c.comment_id AND r.visible) \
    AS reply_count";

/// The same columns with the text and the author in any status: for the author and for moderators only.
pub const OWN: &str = "c.site_id, c.comment_id, c.article_id, c.parent_id, c.path, c.depth, c.status, \
    c.author_name, c.author_website, c.moderator_id IS NOT NULL AS is_moderator, c.body, c.html, \
    c.created_at, c.edited_at, \
    (SELECT count(*) FROM comments r WHERE r.site_id = c.site_id AND r.parent_id = c.comment_id AND r.visible) \
    AS reply_count";

/// The number of one approved comment, counted for it alone.
pub const NUMBER: &str = "CASE WHEN c.status = 'approved' THEN (SELECT count(*) FROM comments n \
    WHERE n.site_id = c.site_id AND n.article_id = c.article_id AND n.status = 'approved' \
    AND n.comment_id <= c.comment_id) END AS number";

/// The numbers of all approved comments of the article, for lists.
const NUMBERED: &str = "numbered AS MATERIALIZED (SELECT comment_id, \
    row_number() OVER (ORDER BY comment_id) AS number FROM comments \
    WHERE site_id = $1 AND article_id = $2 AND status = 'approved')";

/// Tops in order, each followed by its branch in depth-first order; by `comments_roots_idx` or
/// `comments_replies_idx`, and `comments_branch_idx`.
pub async fn list_branches(
    conn: &mut Connection,
    article: (SiteId, ArticleId),
    below: Below,
    window: Window,
) -> Result<Vec<PlaceRow>> {
    let (top, parent) = match below {
        Below::Article => ("t.parent_id IS NULL AND $7::uuid IS NULL", None),
        Below::Comment(parent) => ("t.parent_id = $7", Some(parent.0)),
    };
    let (after, direction) = (window.sort.after(), window.sort.direction());
    let statement = format!(
        "WITH {NUMBERED}, tops AS (\
           SELECT t.comment_id, t.path, t.depth FROM comments t \
           WHERE t.site_id = $1 AND t.article_id = $2 AND {top} AND t.visible \
             AND ($3::uuid IS NULL OR t.comment_id {after} $3) \
           ORDER BY t.comment_id {direction} LIMIT $4), \
         places AS (\
           SELECT comment_id AS top_id, comment_id FROM tops \
           UNION ALL \
           SELECT tops.comment_id, b.comment_id FROM tops CROSS JOIN LATERAL (\
             SELECT d.comment_id FROM comments d \
             WHERE d.site_id = $1 AND d.article_id = $2 AND d.visible \
               AND d.path > tops.path AND d.path < tops.path || '\\xff'::bytea AND d.depth <= tops.depth + $6 \
             ORDER BY d.path LIMIT $5) b) \
         SELECT {PLACE}, n.number FROM places p \
         JOIN comments c ON c.site_id = $1 AND c.comment_id = p.comment_id \
         LEFT JOIN numbered n ON n.comment_id = c.comment_id \
         ORDER BY p.top_id {direction}, c.path"
    );
    Ok(sql_query(statement)
        .bind::<SqlUuid, _>(article.0.0)
        .bind::<SqlUuid, _>(article.1.0)
        .bind::<Nullable<SqlUuid>, _>(window.after.map(|after| after.0))
        .bind::<BigInt, _>(window.limit)
        .bind::<BigInt, _>(window.branch)
        .bind::<Integer, _>(window.depth)
        .bind::<Nullable<SqlUuid>, _>(parent)
        .load(conn)
        .await?)
}

/// Approved comments of an article, whatever their depth; by `comments_approved_idx`.
pub async fn list_flat(
    conn: &mut Connection,
    article: (SiteId, ArticleId),
    window: Window,
) -> Result<Vec<PlaceRow>> {
    let (after, direction) = (window.sort.after(), window.sort.direction());
    let statement = format!(
        "WITH {NUMBERED} SELECT {PLACE}, n.number FROM comments c \
         JOIN numbered n ON n.comment_id = c.comment_id \
         WHERE c.site_id = $1 AND c.article_id = $2 AND c.status = 'approved' \
           AND ($3::uuid IS NULL OR c.comment_id {after} $3) \
         ORDER BY c.comment_id {direction} LIMIT $4"
    );
    Ok(sql_query(statement)
        .bind::<SqlUuid, _>(article.0.0)
        .bind::<SqlUuid, _>(article.1.0)
        .bind::<Nullable<SqlUuid>, _>(window.after.map(|after| after.0))
        .bind::<BigInt, _>(window.limit)
        .load(conn)
        .await?)
}

/// The latest approved comments of a site, or of all; by `comments_latest_idx` or
/// `comments_latest_everywhere_idx`.
pub async fn list_latest(
    conn: &mut Connection,
    site: Option<SiteId>,
    window: Window,
) -> Result<Vec<PlaceRow>> {
    let (after, direction) = (window.sort.after(), window.sort.direction());
    let of_site = if site.is_some() { "c.site_id = $1" } else { "$1::uuid IS NULL" };
    let statement = format!(
        "SELECT {PLACE}, {NUMBER} FROM comments c WHERE c.status = 'approved' AND {of_site} \
           AND ($2::uuid IS NULL OR c.comment_id {after} $2) \
         ORDER BY c.comment_id {direction} LIMIT $3"
    );
    Ok(sql_query(statement)
        .bind::<Nullable<SqlUuid>, _>(site.map(|site| site.0))
        .bind::<Nullable<SqlUuid>, _>(window.after.map(|after| after.0))
        .bind::<BigInt, _>(window.limit)
        .load(conn)
        .await?)
}

/// One comment as its readers see it: `None` unless its place is shown. By `comments_id_idx`.
pub async fn find_place(conn: &mut Connection, comment: CommentId) -> Result<Option<PlaceRow>> {
    let statement = format!("SELECT {PLACE}, {NUMBER} FROM comments c WHERE c.comment_id = $1 AND c.visible");
    Ok(sql_query(statement).bind::<SqlUuid, _>(comment.0).get_result(conn).await.optional()?)
}

/// One comment as its author or a moderator sees it: in any status, with its text. By `comments_id_idx`.
pub async fn find_own(conn: &mut Connection, comment: CommentId) -> Result<Option<PlaceRow>> {
    let statement = format!("SELECT {OWN}, {NUMBER} FROM comments c WHERE c.comment_id = $1");
    Ok(sql_query(statement).bind::<SqlUuid, _>(comment.0).get_result(conn).await.optional()?)
}

/// The places from the top of the thread down to the parent of `place`, which its path names.
pub async fn list_ancestors(conn: &mut Connection, place: &PlaceRow) -> Result<Vec<PlaceRow>> {
    let statement = format!(
        "SELECT {PLACE}, {NUMBER} FROM comments c \
         WHERE c.site_id = $1 AND c.comment_id = ANY($2) ORDER BY c.depth"
    );
    Ok(sql_query(statement)
        .bind::<SqlUuid, _>(place.site_id)
        .bind::<diesel::sql_types::Array<SqlUuid>, _>(ancestor_ids(&place.path))
        .load(conn)
        .await?)
}

/// The ids that a path names before its own, from the top down.
pub fn ancestor_ids(path: &[u8]) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = path.chunks_exact(16).filter_map(|bytes| Uuid::from_slice(bytes).ok()).collect();
    ids.pop();
    ids
}

/// What a page of a thread says about its article.
#[derive(Debug, Clone, QueryableByName)]
pub struct ThreadHead {
    #[diesel(sql_type = SqlUuid)]
    pub site_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub article_id: Uuid,
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// The article's site, version and number of approved comments; by `articles_id_idx` and `comments_approved_idx`.
pub async fn find_thread_head(conn: &mut Connection, article: ArticleId) -> Result<Option<ThreadHead>> {
    let statement = "SELECT a.site_id, a.article_id, a.version, (SELECT count(*) FROM comments c \
         WHERE c.site_id = a.site_id AND c.article_id = a.article_id AND c.status = 'approved') AS total \
         FROM articles a WHERE a.article_id = $1";
    Ok(sql_query(statement).bind::<SqlUuid, _>(article.0).get_result(conn).await.optional()?)
}
