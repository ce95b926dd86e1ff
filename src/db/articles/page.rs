//! Articles as readers see them: one article, a page of articles, and counts of comments.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Keyset, Sort, unknown_ids};
use crate::db::connection::statement::prepared;
use crate::db::counts::lists::List;
use crate::db::schema::articles;
use crate::domain::budgets::PAGE_BYTES;
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::page::PageRequest;
use crate::error::Result;

/// One article with the number of its approved comments.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = articles)]
pub struct ArticleRow {
    pub article_id: ArticleId,
    /// The site's name.
    #[diesel(sql_type = Text)]
    pub site: String,
    pub slug: String,
    pub url: Option<String>,
    pub title: String,
    pub lead: Option<String>,
    pub body: String,
    pub html: String,
    /// A JSON array of [`Reference`](crate::domain::reference::Reference).
    pub references: Value,
    pub author: Option<String>,
    pub published_at: DateTime<Utc>,
    pub comments_open: bool,
    #[diesel(sql_type = BigInt)]
    pub comment_count: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub version: i32,
    /// The former addresses, the latest first.
    #[diesel(sql_type = Array<Text>)]
    pub aliases: Vec<String>,
}

/// An article of a page, which ends where its articles are too large.
#[derive(Debug, Clone, QueryableByName)]
pub struct ListedArticle {
    #[diesel(embed)]
    pub article: ArticleRow,
    /// Whether another article follows in the page, in this answer or not.
    #[diesel(sql_type = Bool)]
    pub has_next: bool,
}

/// The number of approved comments of one article.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = articles)]
pub struct CountRow {
    pub article_id: ArticleId,
    pub url: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub comment_count: i64,
}

/// The articles of a list: those that meet every condition that is given.
#[derive(Debug, Clone, Default)]
pub struct ArticleFilter {
    pub site: Option<SiteId>,
    /// One of these.
    pub articles: Option<Vec<ArticleId>>,
    pub slug: Option<String>,
}

/// The columns of an [`ArticleRow`] but its count, the aliases by the primary key of their table, from `articles a` and `sites s`.
const ARTICLE: &str = "a.article_id, s.name AS site, a.slug, a.url, a.title, a.lead, a.body, \
    a.html, a.\"references\", a.author, a.published_at, a.comments_open, a.created_at, \
    a.updated_at, a.version, \
    ARRAY(SELECT d.url FROM article_addresses d WHERE d.site_id = a.site_id \
      AND d.article_id = a.article_id AND d.moved_at IS NOT NULL ORDER BY d.moved_at DESC, d.url_hash) \
      AS aliases";

/// One article, by `articles_id_idx`.
pub(crate) async fn find_article(
    conn: &mut Connection,
    article: ArticleId,
) -> Result<Option<ArticleRow>> {
    let statement = format!(
        "SELECT {ARTICLE}, {} FROM articles a JOIN sites s ON s.site_id = a.site_id \
         WHERE a.article_id = $1",
        comment_count()
    );

    Ok(prepared(statement)
        .bind(article)
        .get_result(conn)
        .await
        .optional()?)
}

/// The statement of [`list_articles`]. By `articles_slug_idx` or `articles_id_idx` where a slug or
/// articles are given, else by the primary key or `articles_id_idx`, backwards.
pub fn articles_statement(filter: &ArticleFilter) -> String {
    let page = |equal| Keyset {
        equal,
        after: ("article_id", "$4"),
        sort: Sort::Newest,
    };

    // A site has at most one article of an address or a slug, so with these any order will do. Where the
    // page is sought by the site, a second condition on the site would hide that from Postgres.
    let (page, of_site) = match filter {
        ArticleFilter { site: None, .. } => (page(&[]), "$1::uuid IS NULL"),
        ArticleFilter {
            site: Some(_),
            articles: None,
            slug: None,
        } => (page(&[("site_id", "(SELECT $1::uuid)")]), "true"),
        ArticleFilter { site: Some(_), .. } => (page(&[]), "t.site_id = $1"),
    };
    let (table, of_articles) = if filter.articles.is_some() {
        // Looked up one by one, since Postgres does not know how few they are.
        let given = format!(
            "(SELECT a.* FROM unnest({}) AS given (id) \
             CROSS JOIN LATERAL (SELECT * FROM articles WHERE article_id = given.id OFFSET 0) a)",
            unknown_ids("$2")
        );
        (given, "true")
    } else {
        ("articles".to_owned(), "$2::uuid[] IS NULL")
    };
    let of_slug = if filter.slug.is_some() {
        "t.slug = $3"
    } else {
        "$3::text IS NULL"
    };

    format!(
        "SELECT {ARTICLE}, {count}, a.has_next FROM (\
           SELECT a.*, {SIZE} AS size, sum({SIZE}) OVER w AS size_to_here, lead(true, 1, false) OVER w AS has_next \
           FROM ({page}) a WINDOW w AS (ORDER BY a.article_id DESC)) a JOIN sites s ON s.site_id = a.site_id \
         WHERE a.size_to_here <= {PAGE_BYTES} OR a.size_to_here = a.size ORDER BY a.article_id DESC",
        count = comment_count(),
        page = page.page(
            &table,
            &format!("{of_site} AND {of_articles} AND {of_slug}"),
            "$5"
        ),
    )
}

/// The bytes of an article `a` in an answer, but for what JSON escapes and what it is without texts.
const SIZE: &str = "(1000 + octet_length(a.title) + coalesce(octet_length(a.lead), 0) + octet_length(a.body) \
    + octet_length(a.html) + octet_length(a.\"references\"::text))";

/// The rows of a page of articles, the newest first, one more than the page holds; fewer where they
/// are too large.
pub async fn list_articles(
    conn: &mut Connection,
    filter: &ArticleFilter,
    page: &PageRequest<ArticleId>,
) -> Result<Vec<ListedArticle>> {
    Ok(prepared(articles_statement(filter))
        .bind(filter.site)
        .bind(filter.articles.as_deref())
        .bind(filter.slug.as_deref())
        .bind(page.after.unwrap_or(ArticleId(Uuid::max())))
        .bind(page.rows())
        .load(conn)
        .await?)
}

/// The statement of [`list_counts`], by `articles_id_idx`.
pub fn counts_statement() -> String {
    format!(
        "SELECT a.article_id, a.url, {} FROM (\
           SELECT article_id FROM articles WHERE article_id = ANY({})) wanted \
         CROSS JOIN LATERAL (SELECT * FROM articles \
           WHERE article_id = wanted.article_id OFFSET 0) a \
         ORDER BY a.article_id",
        comment_count(),
        unknown_ids("$1")
    )
}

/// The counts of these articles, in the order of the articles' creation.
pub async fn list_counts(conn: &mut Connection, articles: &[ArticleId]) -> Result<Vec<CountRow>> {
    Ok(prepared(counts_statement())
        .bind(articles)
        .load(conn)
        .await?)
}

fn comment_count() -> String {
    format!("{} AS comment_count", List::Approved("a").total())
}
