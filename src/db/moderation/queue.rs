//! Comments as moderators see them: pages of the queue, and single ones.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Seek, Sort, unknown_ids};
use crate::db::connection::statement::prepared;
use crate::db::threads::place::{PlaceRow, own};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::status::Status;
use crate::error::Result;

/// A comment in any status, with what only moderators may know.
#[derive(Debug, Clone, QueryableByName)]
pub struct ModeratedRow {
    #[diesel(embed)]
    pub place: PlaceRow,
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
    pub duplicate_group_id: Option<Uuid>,
    #[diesel(sql_type = BigInt)]
    pub report_count: i64,
}

/// Which comments of the queue. `None`: whatever it is.
#[derive(Debug, Clone, Default)]
pub struct QueueFilter {
    pub status: Option<Status>,
    /// The code of a finding about the present text.
    pub finding: Option<String>,
    pub article: Option<ArticleId>,
    /// The name of a site.
    pub site: Option<String>,
    /// The whole email address, or a part of the name; upper and lower case alike.
    pub author: Option<String>,
    /// A part of the text; upper and lower case alike.
    pub text: Option<String>,
}

/// Which part of the queue: `limit` comments after `after`.
#[derive(Debug, Clone, Copy)]
pub struct QueueWindow {
    pub sort: Sort,
    pub after: Option<CommentId>,
    pub limit: i64,
}

/// What every moderator's statement selects of `comments c`, and the joins that it takes.
pub const MODERATED: &str = "c.version, c.revision, c.author_email, c.author_ip_hash, c.author_key, s.name AS site, \
    a.title AS article_title, (SELECT g.duplicate_group_id FROM duplicate_members g \
      WHERE g.site_id = c.site_id AND g.comment_id = c.comment_id) AS duplicate_group_id, \
    (SELECT count(*) FROM reports p WHERE p.site_id = c.site_id AND p.comment_id = c.comment_id) AS report_count";
pub const MODERATED_JOINS: &str = "JOIN sites s ON s.site_id = c.site_id \
    JOIN articles a ON a.site_id = c.site_id AND a.article_id = c.article_id";

/// A page of the queue; by `comments_queue_idx`, `comments_site_queue_idx` or
/// `comments_article_queue_idx`: a page of each status, of which the first ones make the page.
pub fn queue_statement(filter: &QueueFilter, sort: Sort) -> String {
    let direction = sort.direction();
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
    let of_status = Seek {
        equal,
        after: ("comment_id", "$6"),
        sort,
    };
    let statuses = filter
        .status
        .as_ref()
        .map_or(&Status::ALL[..], std::slice::from_ref);
    let statuses: Vec<String> = statuses
        .iter()
        .map(|status| format!("('{}')", status.as_str()))
        .collect();
    format!(
        "SELECT {}, {MODERATED} FROM (\
           SELECT t.* FROM (VALUES {}) AS s (status) CROSS JOIN LATERAL ({}) t \
           ORDER BY t.comment_id {direction} LIMIT $7) c {MODERATED_JOINS} ORDER BY c.comment_id {direction}",
        own(),
        statuses.join(", "),
        of_status.page("comments", &clauses(filter), "$7"),
    )
}

/// A page of the queue.
pub async fn list_queue(
    conn: &mut Connection,
    filter: &QueueFilter,
    window: QueueWindow,
) -> Result<Vec<ModeratedRow>> {
    Ok(prepared(queue_statement(filter, window.sort))
        .bind(filter.site.as_deref())
        .bind(filter.article.map(|article| article.0))
        .bind(filter.finding.as_deref())
        .bind(filter.author.as_deref())
        .bind(filter.text.as_deref())
        .bind(window.sort.start(window.after))
        .bind(window.limit)
        .load(conn)
        .await?)
}

/// Those of the comments that are there, in the order of their ids; by `comments_id_idx`.
pub async fn list_moderated(conn: &mut Connection, comments: &[Uuid]) -> Result<Vec<ModeratedRow>> {
    let statement = format!(
        "SELECT {}, {MODERATED} FROM comments c {MODERATED_JOINS} \
         WHERE c.comment_id = ANY({}) ORDER BY c.comment_id",
        own(),
        unknown_ids("$1")
    );
    Ok(prepared(statement).bind(comments).load(conn).await?)
}

/// One condition for each filter. One that is not wanted leaves no condition on the table, but
/// still names its parameter, so that Postgres knows its type.
fn clauses(filter: &QueueFilter) -> String {
    let clause = |wanted: bool, condition: &'static str, unused: &'static str| {
        if wanted { condition } else { unused }
    };
    [
        // The page is sought by the article, else by the site: a second condition would only hide
        // that from Postgres.
        match (filter.article, &filter.site) {
            (Some(_), Some(_)) => "t.site_id = (SELECT site_id FROM sites WHERE name = $1)",
            (Some(_), None) => "$1::text IS NULL",
            (None, Some(_)) => "$2::uuid IS NULL",
            (None, None) => "$1::text IS NULL AND $2::uuid IS NULL",
        },
        clause(
            filter.finding.is_some(),
            "EXISTS (SELECT 1 FROM findings f WHERE f.site_id = t.site_id AND f.comment_id = t.comment_id \
               AND f.revision = t.revision AND f.code = $3)",
            "$3::text IS NULL",
        ),
        clause(
            filter.author.is_some(),
            // A part of the name without a pattern's signs: strpos knows none.
            "(lower(t.author_email) = lower($4) OR strpos(lower(t.author_name), lower($4)) > 0)",
            "$4::text IS NULL",
        ),
        clause(filter.text.is_some(), "strpos(lower(t.body), lower($5)) > 0", "$5::text IS NULL"),
    ]
    .join(" AND ")
}
