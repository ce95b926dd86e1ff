//! Reads the texts of candidates, with their authors and groups.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::comments;
use crate::domain::group_state::GroupState;
use crate::domain::ids::{ArticleId, CommentId, DuplicateGroupId, SiteId};
use crate::domain::status::Status;
use crate::error::Result;

/// A stored comment whose text is compared with another one.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub struct CandidateTextRow {
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub parent_id: Option<CommentId>,
    pub author_key: Vec<u8>,
    pub author_ip_hash: Option<Vec<u8>>,
    pub status: Status,
    pub created_at: DateTime<Utc>,
    pub body: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub duplicate_group_id: Option<DuplicateGroupId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub group_state: Option<GroupState>,
}

/// The texts of these comments, oldest first; by the primary keys. The first ones that are asked for,
/// up to `most_bytes`.
///
/// Apart from the look-up of candidates: Postgres estimates that `&&` selects about one percent of
/// the table. Joined to the comments, it would scan all of them instead of fetching a handful.
pub(crate) async fn list_candidate_texts(
    mut conn: &Connection,
    site: SiteId,
    comments: &[CommentId],
    most_bytes: i64,
) -> Result<Vec<CandidateTextRow>> {
    if comments.is_empty() {
        return Ok(Vec::new());
    }

    Ok(prepared(include_str!("list_candidate_texts.sql"))
        .bind(site)
        .bind(comments)
        .bind(most_bytes)
        .load(&mut conn)
        .await?)
}
