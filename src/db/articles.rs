//! Articles, as the flows need them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::schema::{articles, sites};
use crate::domain::ids::ArticleId;
use crate::error::Result;

/// What submitting a comment needs to know of its article and site.
#[derive(Debug, Clone, Queryable)]
pub struct Destination {
    pub site_id: Uuid,
    pub article_id: Uuid,
    pub comments_open: bool,
    pub published_at: DateTime<Utc>,
    pub salt: Vec<u8>,
    pub policy: Value,
    pub policy_version: i32,
}

/// The article with its site, by `articles_id_idx`.
pub async fn find_destination(conn: &mut Connection, article: ArticleId) -> Result<Option<Destination>> {
    Ok(articles::table
        .inner_join(sites::table)
        .filter(articles::article_id.eq(article.0))
        .select((
            articles::site_id,
            articles::article_id,
            articles::comments_open,
            articles::published_at,
            sites::salt,
            sites::policy,
            sites::policy_version,
        ))
        .first(conn)
        .await
        .optional()?)
}
