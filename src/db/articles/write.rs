//! Writes articles: inserts one, or changes the version that was read.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::connection::connect::Connection;
use crate::db::connection::fault::violated_constraint;
use crate::db::schema::articles;
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::refusal::Refusal;
use crate::error::{Error, Result};

/// A new article with everything that is stored about it.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = articles)]
pub(crate) struct NewArticle {
    pub site_id: SiteId,
    pub article_id: ArticleId,
    pub slug: String,
    pub url: Option<String>,
    pub title: String,
    pub lead: Option<String>,
    pub body: String,
    pub html: String,
    pub references: Value,
    pub author: Option<String>,
    pub published_at: DateTime<Utc>,
    pub comments_open: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The changes of an article. `None` leaves a column as it is, an inner `None` empties it.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = articles)]
pub(crate) struct ArticleChanges {
    pub slug: Option<String>,
    pub url: Option<Option<String>>,
    pub title: Option<String>,
    pub lead: Option<Option<String>>,
    pub body: Option<String>,
    pub html: Option<String>,
    pub references: Option<Value>,
    pub author: Option<Option<String>>,
    pub published_at: Option<DateTime<Utc>>,
    pub comments_open: Option<bool>,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

/// Inserts a new article.
///
/// # Errors
/// `AlreadyExists` if its site has another article with this slug or URL.
pub(crate) async fn insert_article(conn: &mut Connection, article: &NewArticle) -> Result<()> {
    diesel::insert_into(articles::table)
        .values(article)
        .execute(conn)
        .await
        .map_err(taken)?;

    Ok(())
}

/// Changes the article if it still has this version, and returns its site; `None` if it has another
/// version or is gone. By `articles_id_idx`. Comments may be posted meanwhile: only a new slug or
/// URL waits for them.
///
/// # Errors
/// As [`insert_article`].
pub(crate) async fn update_article(
    conn: &mut Connection,
    article: ArticleId,
    version: i32,
    changes: &ArticleChanges,
) -> Result<Option<SiteId>> {
    let row = articles::table
        .filter(articles::article_id.eq(article))
        .filter(articles::version.eq(version));

    let changed = diesel::update(row)
        .set(changes)
        .returning(articles::site_id)
        .get_result(conn)
        .await;

    changed.optional().map_err(taken)
}

/// The site, the URL and the version of an article.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = articles)]
pub(crate) struct ArticleHead {
    pub site_id: SiteId,
    pub url: Option<String>,
    pub version: i32,
}

/// The article's head, by `articles_id_idx`.
pub(crate) async fn find_head(
    conn: &mut Connection,
    article: ArticleId,
) -> Result<Option<ArticleHead>> {
    Ok(ArticleHead::query()
        .filter(articles::article_id.eq(article))
        .first(conn)
        .await
        .optional()?)
}

/// The article's version, by `articles_id_idx`.
pub(crate) async fn find_version(conn: &mut Connection, article: ArticleId) -> Result<Option<i32>> {
    Ok(articles::table
        .filter(articles::article_id.eq(article))
        .select(articles::version)
        .first(conn)
        .await
        .optional()?)
}

/// Whether the site has an article with this slug; by `articles_slug_key`.
pub(crate) async fn find_slug(conn: &mut Connection, site: SiteId, slug: &str) -> Result<bool> {
    let same = articles::table
        .filter(articles::site_id.eq(site))
        .filter(articles::slug.eq(slug));

    Ok(diesel::select(exists(same)).get_result(conn).await?)
}

fn taken(fault: DieselError) -> Error {
    let refusal = match violated_constraint(&fault) {
        Some("articles_slug_key") => Refusal::AlreadyExists {
            pointer: "/slug",
            detail: "Another article of the site has this slug. Choose another one.".into(),
        },
        Some("articles_url_key") => Refusal::AlreadyExists {
            pointer: "/url",
            detail: "Another article of the site has this URL. Change that article instead.".into(),
        },
        _ => return fault.into(),
    };

    refusal.into()
}
