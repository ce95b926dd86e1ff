//! What is known of comments that may be like a text? Their words, their author and their group.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::domain::ids::SiteId;
use crate::error::Result;

#[derive(Debug, Clone, QueryableByName)]
pub struct CandidateTextRow {
    #[diesel(sql_type = SqlUuid)]
    pub comment_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub article_id: Uuid,
    #[diesel(sql_type = Binary)]
    pub author_key: Vec<u8>,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub duplicate_group_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub group_state: Option<String>,
}

/// Those comments, oldest first; by the primary keys. Apart from the look-up of fingerprints:
/// Postgres estimates `&&` at about one percent of the table, and joined to the comments it would
/// scan all of them instead of fetching a handful.
pub async fn list_candidate_texts(
    mut conn: &Connection,
    site: SiteId,
    comments: &BTreeSet<Uuid>,
) -> Result<Vec<CandidateTextRow>> {
    if comments.is_empty() {
        return Ok(Vec::new());
    }
    let statement = "SELECT c.comment_id, c.article_id, c.author_key, c.status, c.created_at, c.body, \
           m.duplicate_group_id, g.state AS group_state \
         FROM comments c \
         LEFT JOIN duplicate_members m ON m.site_id = c.site_id AND m.comment_id = c.comment_id \
         LEFT JOIN duplicate_groups g ON g.site_id = m.site_id AND g.duplicate_group_id = m.duplicate_group_id \
         WHERE c.site_id = $1 AND c.comment_id = ANY($2) ORDER BY c.comment_id";
    Ok(prepared(statement)
        .bind(site.0)
        .bind(comments.iter().copied().collect::<Vec<_>>())
        .load(&mut conn)
        .await?)
}
