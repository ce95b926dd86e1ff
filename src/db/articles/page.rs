//! Articles as readers see them: one, a page of them, and how many comments each has.

use chrono::{DateTime, Utc};
use diesel::sql_types::{
    BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Seek, Sort, unknown_ids};
use crate::db::connection::statement::prepared;
use crate::db::counts::lists::List;
use crate::domain::ids::{ArticleId, SiteId};
use crate::error::Result;

/// One article with the number of its approved comments.
#[derive(Debug, Clone, QueryableByName)]
pub struct ArticleRow {
    #[diesel(sql_type = SqlUuid)]
    pub article_id: Uuid,
    /// The site's name.
    #[diesel(sql_type = Text)]
    pub site: String,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub url: Option<String>,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub lead: Option<String>,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Text)]
    pub html: String,
    /// Sources as they are stored.
    #[diesel(sql_type = Jsonb)]
    pub references: Value,
    #[diesel(sql_type = Nullable<Text>)]
    pub author: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub published_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub comments_open: bool,
    #[diesel(sql_type = BigInt)]
    pub comment_count: i64,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub updated_at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    pub version: i32,
}

/// How many approved comments one article has.
#[derive(Debug, Clone, QueryableByName)]
pub struct CountRow {
    #[diesel(sql_type = SqlUuid)]
    pub article_id: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    pub url: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub comment_count: i64,
}

/// Which articles a list holds: all that meet what is given.
#[derive(Debug, Clone, Default)]
pub struct ArticleFilter {
    pub site: Option<SiteId>,
    pub url: Option<String>,
    pub slug: Option<String>,
}

const ARTICLE: &str = "a.article_id, s.name AS site, a.slug, a.url, a.title, a.lead, a.body, a.html, \
    a.\"references\", a.author, a.published_at, a.comments_open, a.created_at, a.updated_at, a.version";

/// One article, by `articles_id_idx`.
pub async fn find_article(conn: &mut Connection, article: ArticleId) -> Result<Option<ArticleRow>> {
    let statement = format!(
        "SELECT {ARTICLE}, {} FROM articles a JOIN sites s ON s.site_id = a.site_id WHERE a.article_id = $1",
        comment_count()
    );
    Ok(prepared(statement)
        .bind(article.0)
        .get_result(conn)
        .await
        .optional()?)
}

/// Articles, the newest first. By `articles_slug_idx` or `articles_url_idx` where a slug or a URL
/// is asked for, else by the primary key or `articles_id_idx`, backwards.
pub fn articles_statement(filter: &ArticleFilter) -> String {
    let page = |equal| Seek {
        equal,
        after: ("article_id", "$4"),
        sort: Sort::Newest,
    };
    // A site has not more than one article of an address or a name, so with these any order will
    // do. Where the page is sought by the site, a second condition would only hide that from
    // Postgres.
    let (page, of_site) = match filter {
        ArticleFilter { site: None, .. } => (page(&[]), "$1::uuid IS NULL"),
        ArticleFilter {
            site: Some(_),
            url: None,
            slug: None,
        } => (page(&[("site_id", "(SELECT $1::uuid)")]), "true"),
        ArticleFilter { site: Some(_), .. } => (page(&[]), "t.site_id = $1"),
    };
    let of_url = if filter.url.is_some() {
        "t.url = $2"
    } else {
        "$2::text IS NULL"
    };
    let of_slug = if filter.slug.is_some() {
        "t.slug = $3"
    } else {
        "$3::text IS NULL"
    };
    format!(
        "SELECT {ARTICLE}, {} FROM ({}) a JOIN sites s ON s.site_id = a.site_id ORDER BY a.article_id DESC",
        comment_count(),
        page.page(
            "articles",
            &format!("{of_site} AND {of_url} AND {of_slug}"),
            "$5"
        ),
    )
}

/// Articles after the one named.
pub async fn list_articles(
    conn: &mut Connection,
    filter: &ArticleFilter,
    after: Option<ArticleId>,
    limit: i64,
) -> Result<Vec<ArticleRow>> {
    Ok(prepared(articles_statement(filter))
        .bind(filter.site.map(|site| site.0))
        .bind(filter.url.as_deref())
        .bind(filter.slug.as_deref())
        .bind(after.map_or(Uuid::max(), |after| after.0))
        .bind(limit)
        .load(conn)
        .await?)
}

/// The counts of articles by id or URL, in the order of their creation; by `articles_id_idx` and
/// `articles_url_idx`.
pub fn counts_statement() -> String {
    format!(
        "SELECT a.article_id, a.url, {} FROM (\
           SELECT article_id FROM articles WHERE article_id = ANY({}) \
           UNION SELECT article_id FROM articles WHERE url = ANY((SELECT $2::text[])::text[])) wanted \
         CROSS JOIN LATERAL (SELECT * FROM articles WHERE article_id = wanted.article_id OFFSET 0) a \
         ORDER BY a.article_id",
        comment_count(),
        unknown_ids("$1")
    )
}

/// The counts of these articles and of those at these URLs.
pub async fn list_counts(
    conn: &mut Connection,
    articles: &[Uuid],
    urls: &[String],
) -> Result<Vec<CountRow>> {
    Ok(prepared(counts_statement())
        .bind(articles)
        .bind(urls)
        .load(conn)
        .await?)
}

fn comment_count() -> String {
    format!("{} AS comment_count", List::Approved("a").total())
}
