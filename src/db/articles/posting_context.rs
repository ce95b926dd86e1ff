//! The site of an article, and the rules under which a comment is posted to the article.

use chrono::{DateTime, Utc};
use diesel::dsl::sum;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::schema::{articles, moderators, sites};
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::keys::ArticleKey;
use crate::domain::policy::Policy;
use crate::domain::pseudonym::SiteSalt;
use crate::error::Result;

/// The site of an article, with the salt of its pseudonyms and fingerprints. Neither ever changes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct ArticleSite {
    pub site_id: SiteId,
    pub salt: SiteSalt,
}

/// The present rules of an article and its site for a comment.
#[derive(Debug, Clone, Queryable)]
pub struct PostingContext {
    pub comments_open: bool,
    pub published_at: DateTime<Utc>,
    pub policy: Policy,
    pub policy_version: i32,
    /// Which state of the accounts was read: each change of an account makes it higher. `None`
    /// without any account.
    pub accounts_version: Option<i64>,
}

/// Whether readers may comment under an article, as far as its site's policy does not close it.
#[derive(Debug, Clone, Copy, Queryable)]
pub(crate) struct CommentTerms {
    pub site_id: SiteId,
    pub comments_open: bool,
    pub published_at: DateTime<Utc>,
}

/// The terms of an article, by `articles_id_idx`.
pub(crate) async fn find_comment_terms(
    conn: &mut Connection,
    article: ArticleId,
) -> Result<Option<CommentTerms>> {
    Ok(articles::table
        .filter(articles::article_id.eq(article))
        .select((
            articles::site_id,
            articles::comments_open,
            articles::published_at,
        ))
        .first(conn)
        .await
        .optional()?)
}

/// The article's site, by `articles_id_idx`.
pub(crate) async fn find_article_site(
    conn: &mut Connection,
    article: ArticleId,
) -> Result<Option<ArticleSite>> {
    Ok(articles::table
        .inner_join(sites::table)
        .filter(articles::article_id.eq(article))
        .select((articles::site_id, sites::salt))
        .first(conn)
        .await
        .optional()?)
}

/// The article, by its primary key, with the site's policy. The versions of the accounts are summed
/// over the whole table, which is small; no account is ever removed.
pub async fn find_posting_context(
    mut conn: &Connection,
    article: ArticleKey,
) -> Result<Option<PostingContext>> {
    Ok(articles::table
        .inner_join(sites::table)
        .filter(articles::site_id.eq(article.site))
        .filter(articles::article_id.eq(article.article))
        .select((
            articles::comments_open,
            articles::published_at,
            sites::policy,
            sites::policy_version,
            moderators::table
                .select(sum(moderators::version))
                .single_value(),
        ))
        .first(&mut conn)
        .await
        .optional()?)
}
