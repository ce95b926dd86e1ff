//! What arrived and what was decided in spans of time, counted by ranges of ids: the ids are made of
//! the time.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::domain::ids::SiteId;
use crate::domain::status::Status;
use crate::error::Result;

/// The comments of one span with one present status.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct ArrivalsRow {
    /// The number of the span, from 1.
    #[diesel(sql_type = BigInt)]
    pub span: i64,
    #[diesel(sql_type = Text)]
    pub status: Status,
    #[diesel(sql_type = BigInt)]
    pub comments: i64,
}

/// The decisions of one span with one action.
#[derive(Debug, Clone, QueryableByName)]
pub struct DecisionsRow {
    /// The number of the span, from 1.
    #[diesel(sql_type = BigInt)]
    pub span: i64,
    #[diesel(sql_type = Text)]
    pub action: String,
    #[diesel(sql_type = BigInt)]
    pub decisions: i64,
    /// Those of moderators; the others are of authors.
    #[diesel(sql_type = BigInt)]
    pub by_moderators: i64,
}

/// The comments with one kind of finding.
#[derive(Debug, Clone, QueryableByName)]
pub struct FoundRow {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = BigInt)]
    pub comments: i64,
}

/// The comments that wait now.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct BacklogRow {
    /// No more than [`MOST_WAITING`].
    #[diesel(sql_type = BigInt)]
    pub comments: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub oldest_at: Option<DateTime<Utc>>,
}

/// The most waiting comments that are counted.
pub const MOST_WAITING: i64 = 100_000;

/// Consecutive spans of ids: their first ids, and the first one after each.
#[derive(Debug, Clone, Copy)]
pub struct IdSpans<'a> {
    pub starts: &'a [Uuid],
    pub ends: &'a [Uuid],
}

/// Whose rows a statement counts. The site is its first parameter in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sites {
    One,
    All,
}

impl Sites {
    pub const fn of(site: Option<SiteId>) -> Self {
        match site {
            Some(_) => Self::One,
            None => Self::All,
        }
    }

    /// The condition on `alias.site_id`. An unused parameter is named, so that Postgres knows its type.
    fn condition(self, alias: &str) -> String {
        match self {
            Self::One => format!("{alias}.site_id = (SELECT $1::uuid)"),
            Self::All => "(SELECT $1::uuid) IS NULL".to_owned(),
        }
    }
}

const SPANS: &str = "unnest((SELECT $2::uuid[])::uuid[], (SELECT $3::uuid[])::uuid[]) \
    WITH ORDINALITY AS w (first_id, next_id, span)";

/// The statement of [`list_arrivals`]: a range of the index for each span and status.
pub fn arrivals_statement(sites: Sites) -> String {
    let statuses = Status::ALL.iter().map(|it| format!("('{}')", it.as_str()));
    let statuses: Vec<String> = statuses.collect();

    format!(
        "SELECT w.span, s.status, n.comments FROM {SPANS} \
         CROSS JOIN (VALUES {statuses}) AS s (status) \
         CROSS JOIN LATERAL (SELECT count(*) AS comments FROM comments c WHERE {site} \
           AND c.status = s.status AND c.comment_id >= w.first_id AND c.comment_id < w.next_id) n \
         WHERE n.comments > 0",
        statuses = statuses.join(", "),
        site = sites.condition("c"),
    )
}

/// The comments that arrived in each span, by their present status; none for an empty span. By
/// `comments_site_queue_idx` or `comments_queue_idx`.
pub(crate) async fn list_arrivals(
    conn: &mut Connection,
    site: Option<SiteId>,
    spans: IdSpans<'_>,
) -> Result<Vec<ArrivalsRow>> {
    Ok(prepared(arrivals_statement(Sites::of(site)))
        .bind(site)
        .bind(spans.starts)
        .bind(spans.ends)
        .load(conn)
        .await?)
}

/// The statement of [`list_decided`].
pub fn decided_statement(sites: Sites) -> String {
    format!(
        "SELECT w.span, d.action, d.decisions, d.by_moderators FROM {SPANS} \
         CROSS JOIN LATERAL (SELECT d.action, count(*) AS decisions, \
             count(d.moderator_id) AS by_moderators FROM decisions d WHERE {site} \
           AND d.decision_id >= w.first_id AND d.decision_id < w.next_id GROUP BY d.action) d",
        site = sites.condition("d"),
    )
}

/// The decisions of each span by their action. By the primary key or `decisions_id_idx`.
pub(crate) async fn list_decided(
    conn: &mut Connection,
    site: Option<SiteId>,
    spans: IdSpans<'_>,
) -> Result<Vec<DecisionsRow>> {
    Ok(prepared(decided_statement(Sites::of(site)))
        .bind(site)
        .bind(spans.starts)
        .bind(spans.ends)
        .load(conn)
        .await?)
}

/// The statement of [`list_found`].
pub fn found_statement(sites: Sites) -> String {
    format!(
        "SELECT k.code, n.comments FROM unnest((SELECT $4::text[])::text[]) AS k (code) \
         CROSS JOIN LATERAL (SELECT count(DISTINCT f.comment_id) AS comments FROM findings f \
           WHERE {site} AND f.code = k.code AND f.comment_id >= (SELECT $2::uuid) \
           AND f.comment_id < (SELECT $3::uuid)) n WHERE n.comments > 0 ORDER BY k.code",
        site = sites.condition("f"),
    )
}

/// The comments with each kind of finding, about any of their texts, among those with ids of one
/// span. By `findings_code_idx`.
pub(crate) async fn list_found(
    conn: &mut Connection,
    site: Option<SiteId>,
    first: Uuid,
    next: Uuid,
    codes: &[&str],
) -> Result<Vec<FoundRow>> {
    Ok(prepared(found_statement(Sites::of(site)))
        .bind(site)
        .bind(first)
        .bind(next)
        .bind(codes)
        .load(conn)
        .await?)
}

/// The statement of [`find_backlog`].
pub fn backlog_statement(sites: Sites) -> String {
    let site = sites.condition("c");

    format!(
        "SELECT (SELECT count(*) FROM (SELECT FROM comments c WHERE {site} \
             AND c.status = 'pending' LIMIT $2) n) AS comments, \
           (SELECT c.created_at FROM comments c WHERE {site} AND c.status = 'pending' \
             ORDER BY c.comment_id LIMIT 1) AS oldest_at"
    )
}

/// The comments that wait now, and when the oldest of them arrived. By `comments_site_queue_idx` or
/// `comments_queue_idx`.
pub(crate) async fn find_backlog(
    conn: &mut Connection,
    site: Option<SiteId>,
) -> Result<BacklogRow> {
    Ok(prepared(backlog_statement(Sites::of(site)))
        .bind(site)
        .bind(MOST_WAITING)
        .get_result(conn)
        .await?)
}
