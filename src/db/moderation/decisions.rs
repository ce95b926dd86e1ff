//! The audit log: what was decided, by whom, and what it changed. Rows are appended and read,
//! nothing else.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Seek, Sort};
use crate::db::connection::statement::prepared;
use crate::db::schema::decisions;
use crate::domain::ids::{ArticleId, CommentId, DecisionId, ModeratorId, SiteId};
use crate::error::Result;

/// One decision about one comment.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = decisions)]
pub struct NewDecision {
    pub site_id: Uuid,
    pub decision_id: Uuid,
    pub article_id: Uuid,
    pub comment_id: Uuid,
    /// `None` where the author acted.
    pub moderator_id: Option<Uuid>,
    pub action: &'static str,
    pub status_before: &'static str,
    pub status_after: &'static str,
    /// The comment's version that the decision made.
    pub version: i32,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub undoes: Option<Uuid>,
    pub duplicate_group_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

/// A decision with the name of who made it.
#[derive(Debug, Clone, QueryableByName)]
pub struct DecisionRow {
    #[diesel(sql_type = SqlUuid)]
    pub site_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub decision_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub article_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub comment_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub moderator_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub moderator_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub action: String,
    #[diesel(sql_type = Text)]
    pub status_before: String,
    #[diesel(sql_type = Text)]
    pub status_after: String,
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub note: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub undoes: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub duplicate_group_id: Option<Uuid>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

/// Which part of the audit log: `limit` decisions before `before`.
#[derive(Debug, Clone, Copy)]
pub struct AuditWindow {
    pub moderator: Option<ModeratorId>,
    pub article: Option<ArticleId>,
    pub before: Option<DecisionId>,
    pub limit: i64,
}

const DECISION: &str = "SELECT d.*, m.name AS moderator_name FROM decisions d \
    LEFT JOIN moderators m ON m.moderator_id = d.moderator_id";

/// How many rows go into one statement: Postgres takes 65,535 parameters, and a row has fourteen.
const CHUNK: usize = 2_000;

/// Appends decisions, in their order.
pub async fn insert_decisions(conn: &mut Connection, rows: &[NewDecision]) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        diesel::insert_into(decisions::table)
            .values(chunk)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// One decision; by `decisions_id_idx`.
pub async fn find_decision(
    conn: &mut Connection,
    decision: DecisionId,
) -> Result<Option<DecisionRow>> {
    let statement = format!("{DECISION} WHERE d.decision_id = $1");
    Ok(prepared(statement)
        .bind(decision.0)
        .get_result(conn)
        .await
        .optional()?)
}

/// Those decisions; by `decisions_id_idx`.
pub async fn list_decisions_by_id(
    conn: &mut Connection,
    decisions: &[Uuid],
) -> Result<Vec<DecisionRow>> {
    let statement = format!("{DECISION} WHERE d.decision_id = ANY($1)");
    Ok(prepared(statement).bind(decisions).load(conn).await?)
}

/// What was decided about one comment, oldest first; by `decisions_comment_idx`.
pub async fn list_decisions_about(
    conn: &mut Connection,
    site: SiteId,
    comment: CommentId,
) -> Result<Vec<DecisionRow>> {
    let statement =
        format!("{DECISION} WHERE d.site_id = $1 AND d.comment_id = $2 ORDER BY d.version");
    Ok(prepared(statement)
        .bind(site.0)
        .bind(comment.0)
        .load(conn)
        .await?)
}

/// The last decision about each of those comments, where there is one: the one with the highest
/// version, since clocks differ between instances. By `comments_id_idx` and
/// `decisions_comment_idx`.
pub async fn list_last_decisions(
    conn: &mut Connection,
    comments: &[Uuid],
) -> Result<Vec<DecisionRow>> {
    let statement = "SELECT d.*, m.name AS moderator_name FROM comments c CROSS JOIN LATERAL (\
           SELECT * FROM decisions WHERE site_id = c.site_id AND comment_id = c.comment_id \
           ORDER BY version DESC LIMIT 1) d \
         LEFT JOIN moderators m ON m.moderator_id = d.moderator_id \
         WHERE c.comment_id = ANY((SELECT $1::uuid[])::uuid[])";
    Ok(prepared(statement).bind(comments).load(conn).await?)
}

/// A page of the audit log, newest first; by `decisions_id_idx`, `decisions_moderator_idx` or
/// `decisions_article_idx`.
pub fn decisions_statement(window: AuditWindow) -> String {
    let equal: &[_] = match window {
        AuditWindow {
            article: Some(_), ..
        } => &[("article_id", "(SELECT $2::uuid)")],
        AuditWindow {
            moderator: Some(_), ..
        } => &[("moderator_id", "(SELECT $1::uuid)")],
        _ => &[],
    };
    let page = Seek {
        equal,
        after: ("decision_id", "$3"),
        sort: Sort::Newest,
    };
    // What the page is sought by is no second condition: that would only hide it from Postgres.
    let filter = match window {
        AuditWindow {
            article: Some(_),
            moderator: Some(_),
            ..
        } => "t.moderator_id = $1",
        AuditWindow {
            article: Some(_), ..
        } => "$1::uuid IS NULL",
        AuditWindow {
            moderator: Some(_), ..
        } => "$2::uuid IS NULL",
        _ => "$1::uuid IS NULL AND $2::uuid IS NULL",
    };
    format!(
        "SELECT d.*, m.name AS moderator_name FROM ({}) d \
         LEFT JOIN moderators m ON m.moderator_id = d.moderator_id ORDER BY d.decision_id DESC",
        page.page("decisions", filter, "$4"),
    )
}

/// A page of the audit log.
pub async fn list_decisions(
    conn: &mut Connection,
    window: AuditWindow,
) -> Result<Vec<DecisionRow>> {
    Ok(prepared(decisions_statement(window))
        .bind(window.moderator.map(|moderator| moderator.0))
        .bind(window.article.map(|article| article.0))
        .bind(window.before.map_or(Uuid::max(), |before| before.0))
        .bind(window.limit)
        .load(conn)
        .await?)
}
