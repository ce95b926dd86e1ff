//! Articles, as the flows need and write them.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::fault::violated_constraint;
use crate::db::schema::{articles, comments, sites};
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::pseudonym::SiteSalt;
use crate::domain::refusal::Refusal;
use crate::error::{Error, Result};

/// To which site an article belongs, and what keys the site's pseudonyms and fingerprints. Neither
/// ever changes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct ArticleSite {
    pub site_id: Uuid,
    pub salt: SiteSalt,
}

/// What an article and its site want of a comment at this moment.
#[derive(Debug, Clone, Queryable)]
pub struct PostingContext {
    pub comments_open: bool,
    pub published_at: DateTime<Utc>,
    pub policy: Value,
    pub policy_version: i32,
    /// Whether the site has approved a comment of the author.
    pub is_known: bool,
}

/// A new article with everything that is stored about it.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = articles)]
pub struct NewArticle {
    pub site_id: Uuid,
    pub article_id: Uuid,
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

/// What changes of an article; `None` leaves a column as it is, an inner `None` empties it.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = articles)]
pub struct ArticleChanges {
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

/// The article's site, by `articles_id_idx`.
pub async fn find_article_site(
    conn: &mut Connection,
    article: ArticleId,
) -> Result<Option<ArticleSite>> {
    Ok(articles::table
        .inner_join(sites::table)
        .filter(articles::article_id.eq(article.0))
        .select((articles::site_id, sites::salt))
        .first(conn)
        .await
        .optional()?)
}

/// The article of that site, by its primary key, with the site's policy, for an author: by
/// `comments_author_idx`. Their comment that is being edited is left out: nobody is vouched for by
/// the very comment that changes.
pub async fn find_posting_context(
    mut conn: &Connection,
    (site, article): (SiteId, ArticleId),
    author_key: &[u8],
    except: Option<CommentId>,
) -> Result<Option<PostingContext>> {
    let approved = comments::table
        .filter(comments::comment_id.ne(except.map_or(Uuid::nil(), |comment| comment.0)))
        .filter(comments::site_id.eq(site.0))
        .filter(comments::author_key.eq(author_key))
        .filter(comments::status.eq("approved"));
    Ok(articles::table
        .inner_join(sites::table)
        .filter(articles::site_id.eq(site.0))
        .filter(articles::article_id.eq(article.0))
        .select((
            articles::comments_open,
            articles::published_at,
            sites::policy,
            sites::policy_version,
            exists(approved),
        ))
        .first(&mut conn)
        .await
        .optional()?)
}

/// Writes a new article.
///
/// # Errors
/// `AlreadyExists` when its site has another one with this slug or URL.
pub async fn insert_article(conn: &mut Connection, article: &NewArticle) -> Result<()> {
    diesel::insert_into(articles::table)
        .values(article)
        .execute(conn)
        .await
        .map_err(taken)?;
    Ok(())
}

/// Changes the article if it still has this version, and answers its site; `None` when it has not,
/// or is gone. By `articles_id_idx`. Readers may comment meanwhile: only a new slug or URL waits
/// for them.
///
/// # Errors
/// As [`insert_article`].
pub async fn update_article(
    conn: &mut Connection,
    (article, version): (ArticleId, i32),
    changes: &ArticleChanges,
) -> Result<Option<Uuid>> {
    let row = articles::table
        .filter(articles::article_id.eq(article.0))
        .filter(articles::version.eq(version));
    let changed = diesel::update(row)
        .set(changes)
        .returning(articles::site_id)
        .get_result(conn)
        .await;
    changed.optional().map_err(taken)
}

/// The article's version, by `articles_id_idx`.
pub async fn find_version(conn: &mut Connection, article: ArticleId) -> Result<Option<i32>> {
    Ok(articles::table
        .filter(articles::article_id.eq(article.0))
        .select(articles::version)
        .first(conn)
        .await
        .optional()?)
}

/// Whether the site has an article under this slug; by `articles_slug_key`.
pub async fn find_slug(conn: &mut Connection, site: SiteId, slug: &str) -> Result<bool> {
    let same = articles::table
        .filter(articles::site_id.eq(site.0))
        .filter(articles::slug.eq(slug));
    Ok(diesel::select(exists(same)).get_result(conn).await?)
}

fn taken(fault: DieselError) -> Error {
    let refusal = match violated_constraint(&fault) {
        Some("articles_slug_key") => Refusal::AlreadyExists {
            pointer: "/slug",
            detail: "Another article of the site has this slug. Choose another one.",
        },
        Some("articles_url_key") => Refusal::AlreadyExists {
            pointer: "/url",
            detail: "Another article of the site has this URL. Change that article instead.",
        },
        _ => return fault.into(),
    };
    refusal.into()
}
