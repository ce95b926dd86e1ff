//! Comments as moderators see them: pages of the queue, and single ones.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Binary, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::prepared::prepared;
use crate::db::thread_page::{PlaceRow, Sort, own};
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

/// A page of the queue; by `comments_queue_idx`, `comments_site_queue_idx` or `comments_article_queue_idx`: a page of
/// each status, of which the first ones make the page.
pub fn queue_statement(filter: &QueueFilter, sort: Sort) -> String {
    let (after, direction) = (sort.after(), sort.direction());
    let (own, clauses) = (own(), clauses(filter));
    format!(
        "SELECT {own}, {MODERATED} FROM (\
           SELECT c.* FROM unnest($1::text[]) AS s (status) CROSS JOIN LATERAL (\
             SELECT * FROM comments c WHERE c.status = s.status AND {clauses} AND c.comment_id {after} $7 \
             ORDER BY c.comment_id {direction} LIMIT $8) c \
           ORDER BY c.comment_id {direction} LIMIT $8) c {MODERATED_JOINS} \
         ORDER BY c.comment_id {direction}"
    )
}

/// A page of the queue.
pub async fn list_queue(
    conn: &mut Connection,
    filter: &QueueFilter,
    window: QueueWindow,
) -> Result<Vec<ModeratedRow>> {
    let statuses = filter.status.map_or_else(|| Status::ALL.to_vec(), |status| vec![status]);
    Ok(prepared(queue_statement(filter, window.sort))
        .bind::<Array<Text>, _>(statuses.into_iter().map(Status::as_str).collect::<Vec<_>>())
        .bind::<Nullable<Text>, _>(filter.site.as_deref())
        .bind::<Nullable<SqlUuid>, _>(filter.article.map(|article| article.0))
        .bind::<Nullable<Text>, _>(filter.finding.as_deref())
        .bind::<Nullable<Text>, _>(filter.author.as_deref())
        .bind::<Nullable<Text>, _>(filter.text.as_deref())
        .bind::<SqlUuid, _>(window.sort.start(window.after))
        .bind::<BigInt, _>(window.limit)
        .load(conn)
        .await?)
}

/// Those of the comments that are there, in the order of their ids; by `comments_id_idx`.
pub async fn list_moderated(conn: &mut Connection, comments: &[Uuid]) -> Result<Vec<ModeratedRow>> {
    let statement = format!(
        "SELECT {}, {MODERATED} FROM comments c {MODERATED_JOINS} \
         WHERE c.comment_id = ANY($1) ORDER BY c.comment_id",
        own()
    );
    Ok(prepared(statement).bind::<Array<SqlUuid>, _>(comments).load(conn).await?)
}

/// One condition for each filter. One that is not wanted leaves no condition on the table, so that an index fits,
/// but still names its parameter, so that Postgres knows its type.
fn clauses(filter: &QueueFilter) -> String {
    let clause =
        |wanted: bool, condition: &'static str, unused: &'static str| if wanted { condition } else { unused };
    [
        clause(
            filter.site.is_some(),
            "c.site_id = (SELECT site_id FROM sites WHERE name = $2)",
            "$2::text IS NULL",
        ),
        clause(
            filter.article.is_some(),
            "c.article_id = $3 AND c.site_id = (SELECT site_id FROM articles WHERE article_id = $3)",
            "$3::uuid IS NULL",
        ),
        clause(
            filter.finding.is_some(),
            "EXISTS (SELECT 1 FROM findings f WHERE f.site_id = c.site_id AND f.comment_id = c.comment_id \
               AND f.revision = c.revision AND f.code = $4)",
            "$4::text IS NULL",
        ),
        clause(
            filter.author.is_some(),
            // A part of the name without a pattern's signs: strpos knows none.
            "(lower(c.author_email) = lower($5) OR strpos(lower(c.author_name), lower($5)) > 0)",
            "$5::text IS NULL",
        ),
        clause(filter.text.is_some(), "strpos(lower(c.body), lower($6)) > 0", "$6::text IS NULL"),
    ]
    .join(" AND ")
}
