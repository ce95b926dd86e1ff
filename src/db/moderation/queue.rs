//! Comments as moderators see them: pages of the queue, and comments by their ids.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{
    BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Keyset, Sort, unknown_id, unknown_ids};
use crate::db::connection::statement::prepared;
use crate::db::threads::comment::{ThreadCommentRow, full_columns};
use crate::db::threads::sizes::{PAGE_SIZES, fits_page};
use crate::domain::email::EmailAddress;
use crate::domain::id_span::IdSpan;
use crate::domain::ids::{ArticleId, CommentId, DuplicateGroupId};
use crate::domain::page::PageRequest;
use crate::domain::status::Status;
use crate::error::Result;
use crate::text::search_form::SearchForm;

/// A comment in any status, with the columns that only moderators may see.
#[derive(Debug, Clone, QueryableByName)]
pub struct ModeratedRow {
    #[diesel(embed)]
    pub thread_comment: ThreadCommentRow,
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Integer)]
    pub revision: i32,
    #[diesel(sql_type = Text)]
    pub author_email: String,
    #[diesel(sql_type = Nullable<Binary>)]
    pub author_ip_hash: Option<Vec<u8>>,
    #[diesel(sql_type = Binary)]
    pub author_key: Vec<u8>,
    #[diesel(sql_type = Text)]
    pub site: String,
    #[diesel(sql_type = Text)]
    pub article_title: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub duplicate_group_id: Option<DuplicateGroupId>,
    #[diesel(sql_type = BigInt)]
    pub report_count: i64,
    /// When its author's data were erased.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub erased_at: Option<DateTime<Utc>>,
}

/// A comment of a page, which ends where its comments are too large.
#[derive(Debug, Clone, QueryableByName)]
pub struct QueueRow {
    #[diesel(embed)]
    pub comment: ModeratedRow,
    /// Whether another comment follows in the page, in this answer or not.
    #[diesel(sql_type = Bool)]
    pub has_next: bool,
}

impl ModeratedRow {
    /// What the comment is in an answer.
    pub(crate) fn texts(&self) -> [&str; 4] {
        let comment = &self.thread_comment;

        [
            &comment.body,
            &comment.html,
            &comment.author_name,
            &self.article_title,
        ]
    }
}

/// Which comments of the queue are read. `None` does not filter.
#[derive(Debug, Clone, Default)]
pub struct QueueFilter {
    pub status: Option<Status>,
    pub article: Option<ArticleId>,
    /// The name of a site.
    pub site: Option<String>,
    /// The code of a finding about the present text.
    pub finding: Option<String>,
    pub author: Option<AuthorFilter>,
    /// A part of the text.
    pub text: Option<SearchForm>,
    /// When they were created, as a span of their ids.
    pub created: IdSpan,
}

/// Whose comments are read.
#[derive(Debug, Clone)]
pub enum AuthorFilter {
    /// Those with exactly this address.
    Email(EmailAddress),
    /// Those whose name has this part.
    Name(SearchForm),
}

impl QueueFilter {
    /// Whether comments are searched for: then `search.rs` finds them.
    pub(crate) const fn is_search(&self) -> bool {
        self.finding.is_some() || self.author.is_some() || self.text.is_some()
    }

    /// The part of the text.
    pub(crate) fn text(&self) -> Option<&str> {
        self.text.as_ref().map(SearchForm::as_str)
    }

    /// The part of the author's name.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name_form().map(SearchForm::as_str)
    }

    pub(crate) const fn name_form(&self) -> Option<&SearchForm> {
        match &self.author {
            Some(AuthorFilter::Name(form)) => Some(form),
            _ => None,
        }
    }

    /// The id after which a page begins: that of the given comment, or the one before the span.
    pub(crate) fn start(&self, sort: Sort, after: Option<CommentId>) -> Uuid {
        let start = sort.start(after);

        match sort {
            Sort::Oldest => start.max(self.created.after()),
            Sort::Newest => start.min(self.created.before()),
        }
    }

    /// The id before which the list ends, in its order.
    pub(crate) const fn end(&self, sort: Sort) -> Uuid {
        match sort {
            Sort::Oldest => self.created.before(),
            Sort::Newest => self.created.after(),
        }
    }
}

/// The columns of `comments c` that only moderators may see. The statement adds
/// [`MODERATED_JOINS`].
pub(in crate::db) const MODERATED: &str = "c.version, c.revision, \
    c.author_email, c.author_ip_hash, c.author_key, c.erased_at, s.name AS site, a.title AS article_title, \
    (SELECT g.duplicate_group_id FROM duplicate_members g \
      WHERE g.site_id = c.site_id AND g.comment_id = c.comment_id) AS duplicate_group_id, \
    (SELECT count(*) FROM reports p \
      WHERE p.site_id = c.site_id AND p.comment_id = c.comment_id) AS report_count";

/// The joins that [`MODERATED`] needs.
pub(in crate::db) const MODERATED_JOINS: &str = "JOIN sites s ON s.site_id = c.site_id \
    JOIN articles a ON a.site_id = c.site_id AND a.article_id = c.article_id";

/// The statement for a page of the queue, by status, article, site and time; by `comments_queue_idx`, `comments_site_queue_idx`
/// or `comments_article_queue_idx`. It reads a page of each status and merges them to one page; of that
/// it reads the texts of the first comments, up to the bytes of a page.
///
/// The end of the span is a condition on these pages and not one in them: Postgres would read on to
/// the end of the index.
pub fn queue_statement(filter: &QueueFilter, sort: Sort) -> String {
    let of_site = ("site_id", "(SELECT site_id FROM sites WHERE name = $1)");
    let of_articles_site = (
        "site_id",
        "(SELECT site_id FROM articles WHERE article_id = $2)",
    );
    let status = ("status", "s.status");

    let equal: &[_] = match (filter.article, &filter.site) {
        (Some(_), _) => &[
            of_articles_site,
            ("article_id", "(SELECT $2::uuid)"),
            status,
        ],
        (None, Some(_)) => &[of_site, status],
        (None, None) => &[status],
    };
    let page_of_status = Keyset {
        equal,
        after: ("comment_id", "$3"),
        sort,
    }
    .page("comments", conditions(filter), "$4");

    let statuses = filter
        .status
        .as_ref()
        .map_or(Status::ALL, std::slice::from_ref);
    let statuses: Vec<String> = statuses
        .iter()
        .map(|status| format!("('{}')", status.as_str()))
        .collect();

    format!(
        "SELECT {columns}, {MODERATED}, c.has_next FROM (\
           SELECT c.*, {PAGE_SIZES}, {HAS_NEXT} FROM (\
             SELECT t.* FROM (VALUES {statuses}) AS s (status) CROSS JOIN LATERAL ({page_of_status}) t \
             WHERE t.comment_id {until} {end} ORDER BY t.comment_id {direction} LIMIT $4) c \
           WINDOW w AS (ORDER BY c.comment_id {direction})) c {MODERATED_JOINS} \
         WHERE {fits} ORDER BY c.comment_id {direction}",
        columns = full_columns(),
        fits = fits_page(),
        statuses = statuses.join(", "),
        until = match sort {
            Sort::Oldest => "<",
            Sort::Newest => ">",
        },
        end = unknown_id("$5"),
        direction = sort.direction(),
    )
}

/// The comments for a page of the queue, and one more if another page follows; fewer where they are
/// too large.
pub async fn list_queue(
    conn: &mut Connection,
    filter: &QueueFilter,
    sort: Sort,
    page: PageRequest<CommentId>,
) -> Result<Vec<QueueRow>> {
    Ok(prepared(queue_statement(filter, sort))
        .bind(filter.site.as_deref())
        .bind(filter.article)
        .bind(filter.start(sort, page.after))
        .bind(page.rows())
        .bind(filter.end(sort))
        .load(conn)
        .await?)
}

/// Whether another comment follows in the window `w`.
const HAS_NEXT: &str = "lead(true, 1, false) OVER w AS has_next";

/// The first of the comments with these ids, in this order, up to the bytes of a page; by
/// `comments_id_idx`.
pub(crate) async fn list_moderated_page(
    conn: &mut Connection,
    comments: &[CommentId],
    sort: Sort,
) -> Result<Vec<QueueRow>> {
    let statement = format!(
        "SELECT {columns}, {MODERATED}, c.has_next FROM (\
           SELECT c.*, {PAGE_SIZES}, {HAS_NEXT} FROM comments c WHERE c.comment_id = ANY({ids}) \
           WINDOW w AS (ORDER BY c.comment_id {direction})) c {MODERATED_JOINS} \
         WHERE {fits} ORDER BY c.comment_id {direction}",
        columns = full_columns(),
        ids = unknown_ids("$1"),
        fits = fits_page(),
        direction = sort.direction(),
    );

    Ok(prepared(statement).bind(comments).load(conn).await?)
}

/// The comments with these ids, in the order of the ids; by `comments_id_idx`.
pub(crate) async fn list_moderated(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<ModeratedRow>> {
    let statement = format!(
        "SELECT {}, {MODERATED} FROM comments c {MODERATED_JOINS} \
         WHERE c.comment_id = ANY({}) ORDER BY c.comment_id",
        full_columns(),
        unknown_ids("$1")
    );

    Ok(prepared(statement).bind(comments).load(conn).await?)
}

/// The comment with this id.
pub(crate) async fn find_moderated(
    conn: &mut Connection,
    comment: CommentId,
) -> Result<Option<ModeratedRow>> {
    Ok(list_moderated(conn, &[comment]).await?.pop())
}

/// The condition for the filter that the page is not sought by: on the column that it is sought by,
/// a second condition would hide the index from Postgres. Each unused parameter is named once, so
/// that Postgres knows its type.
const fn conditions(filter: &QueueFilter) -> &'static str {
    match (filter.article, &filter.site) {
        (Some(_), Some(_)) => "t.site_id = (SELECT site_id FROM sites WHERE name = $1)",
        (Some(_), None) => "$1::text IS NULL",
        (None, Some(_)) => "$2::uuid IS NULL",
        (None, None) => "$1::text IS NULL AND $2::uuid IS NULL",
    }
}
