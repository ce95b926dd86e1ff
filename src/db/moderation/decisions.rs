//! The audit log: which decision was made about which comment, by whom, and what it changed. Rows
//! are appended and read, never updated or deleted.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Keyset, Sort};
use crate::db::connection::statement::prepared;
use crate::db::schema::decisions;
use crate::domain::ids::{ArticleId, CommentId, DecisionId, DuplicateGroupId, ModeratorId, SiteId};
use crate::domain::keys::CommentKey;
use crate::domain::page::PageRequest;
use crate::domain::status::Status;
use crate::error::Result;

/// One decision about one comment.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = decisions)]
pub(crate) struct NewDecisionRow {
    pub site_id: SiteId,
    pub decision_id: DecisionId,
    pub article_id: ArticleId,
    pub comment_id: CommentId,
    /// `None` if the author acted.
    pub moderator_id: Option<ModeratorId>,
    pub action: &'static str,
    pub status_before: Status,
    pub status_after: Status,
    /// The comment's version that the decision made.
    pub version: i32,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub undoes: Option<DecisionId>,
    pub duplicate_group_id: Option<DuplicateGroupId>,
    pub created_at: DateTime<Utc>,
}

/// A decision with the name of the moderator who made it.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = decisions)]
pub struct DecisionRow {
    pub site_id: SiteId,
    pub decision_id: DecisionId,
    pub article_id: ArticleId,
    pub comment_id: CommentId,
    /// `None` if the author acted.
    pub moderator_id: Option<ModeratorId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub moderator_name: Option<String>,
    pub action: String,
    pub status_before: Status,
    pub status_after: Status,
    /// The comment's version that the decision made.
    pub version: i32,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub undoes: Option<DecisionId>,
    pub duplicate_group_id: Option<DuplicateGroupId>,
    pub created_at: DateTime<Utc>,
}

/// Which decisions of the audit log are read. `None` does not filter.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditFilter {
    pub moderator: Option<ModeratorId>,
    pub article: Option<ArticleId>,
}

/// The number of rows in one statement: Postgres takes 65,535 parameters, and a row has fourteen.
const CHUNK: usize = 2_000;

/// Appends decisions, in their order.
pub(crate) async fn insert_decisions(conn: &mut Connection, rows: &[NewDecisionRow]) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        diesel::insert_into(decisions::table)
            .values(chunk)
            .execute(conn)
            .await?;
    }

    Ok(())
}

/// One decision; by `decisions_id_idx`.
pub(crate) async fn find_decision(
    conn: &mut Connection,
    decision: DecisionId,
) -> Result<Option<DecisionRow>> {
    Ok(prepared(include_str!("find_decision.sql"))
        .bind(decision)
        .get_result(conn)
        .await
        .optional()?)
}

/// The decisions with these ids; by `decisions_id_idx`.
pub(crate) async fn list_decisions_by_id(
    conn: &mut Connection,
    decisions: &[DecisionId],
) -> Result<Vec<DecisionRow>> {
    Ok(prepared(include_str!("list_decisions_by_id.sql"))
        .bind(decisions)
        .load(conn)
        .await?)
}

/// The last hundred decisions about one comment, oldest first; by `decisions_comment_idx`.
pub(crate) async fn list_decisions_about(
    conn: &mut Connection,
    key: CommentKey,
) -> Result<Vec<DecisionRow>> {
    Ok(prepared(include_str!("list_decisions_about.sql"))
        .bind(key.site)
        .bind(key.comment)
        .load(conn)
        .await?)
}

/// The last decision about each of these comments that has one. The last decision is the one with
/// the highest version, because clocks differ between instances. By `comments_id_idx` and
/// `decisions_comment_idx`.
pub(crate) async fn list_last_decisions(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<DecisionRow>> {
    Ok(prepared(include_str!("list_last_decisions.sql"))
        .bind(comments)
        .load(conn)
        .await?)
}

/// The last decision about one comment.
pub(crate) async fn find_last_decision(
    conn: &mut Connection,
    comment: CommentId,
) -> Result<Option<DecisionRow>> {
    Ok(list_last_decisions(conn, &[comment]).await?.pop())
}

/// The statement for a page of the audit log, newest first; by `decisions_id_idx`,
/// `decisions_moderator_idx` or `decisions_article_idx`.
pub fn decisions_statement(filter: AuditFilter) -> String {
    let AuditFilter { moderator, article } = filter;
    let equal: &[_] = match (article, moderator) {
        (Some(_), _) => &[("article_id", "(SELECT $2::uuid)")],
        (None, Some(_)) => &[("moderator_id", "(SELECT $1::uuid)")],
        (None, None) => &[],
    };
    let page = Keyset {
        equal,
        after: ("decision_id", "$3"),
        sort: Sort::Newest,
    };

    // The column that the page is sought by gets no second condition, which would hide the index
    // from Postgres. Each unused parameter is named once, so that Postgres knows its type.
    let condition = match (article, moderator) {
        (Some(_), Some(_)) => "t.moderator_id = $1",
        (Some(_), None) => "$1::uuid IS NULL",
        (None, Some(_)) => "$2::uuid IS NULL",
        (None, None) => "$1::uuid IS NULL AND $2::uuid IS NULL",
    };

    format!(
        "SELECT d.*, m.name AS moderator_name FROM ({}) d \
         LEFT JOIN moderators m ON m.moderator_id = d.moderator_id ORDER BY d.decision_id DESC",
        page.page("decisions", condition, "$4"),
    )
}

/// The decisions for a page of the audit log, newest first, and one more if another page follows.
pub async fn list_decisions(
    conn: &mut Connection,
    filter: AuditFilter,
    page: PageRequest<DecisionId>,
) -> Result<Vec<DecisionRow>> {
    let before = page.after.map_or(Uuid::max(), Uuid::from);

    Ok(prepared(decisions_statement(filter))
        .bind(filter.moderator)
        .bind(filter.article)
        .bind(before)
        .bind(page.rows())
        .load(conn)
        .await?)
}
