//! The audit log for admins: what staff and operators did, in one order, read page by page.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::db::audit::pages::{AuditFilter, AuditRow};
use crate::db::connection::keyset::Sort;
use crate::domain::audit::{AuditKind, to_hex};
use crate::domain::ids::ModeratorId;
use crate::domain::page::PageRequest;
use crate::domain::refusal::{Invalid, Refusal};
use crate::domain::rights::Admin;
use crate::flows::audit::read::read_audit;
use crate::http::extract::command::Authorised;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::{Limit, reply};
use crate::http::state::HttpState;
use crate::http::time::milliseconds;

/// The order of the audit log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogOrder {
    #[default]
    Oldest,
    Newest,
}

/// Which entries of the audit log to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditLogQuery {
    /// `next_cursor` of the page before, or the `cursor` of an entry. Absent: from the first stored
    /// entry in this order. Other parameters may change from page to page.
    pub after: Option<String>,
    /// From which end the log is read.
    #[serde(default)]
    #[param(inline)]
    pub sort: LogOrder,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// The kind of the entries, such as sign_in_failed; docs/AUDIT.md lists the kinds.
    #[param(max_length = 100)]
    pub kind: Option<String>,
    /// The account that acted, or that the entries are about.
    #[param(value_type = Option<Uuid>)]
    pub moderator: Option<ModeratorId>,
}

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditPage)]
pub(crate) struct AuditPageView {
    /// The entries in this order. No later page contains an entry that belongs before one of these.
    pub items: Vec<AuditEntryView>,
    /// The value of `after` for the next page; present on every page, also on an empty one.
    pub next_cursor: String,
    /// Whether there are no more entries for now. If false, request the next page at once, also
    /// after an empty page.
    pub at_end: bool,
}

/// An entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub(crate) struct AuditEntryView {
    /// The value of `after` to continue after this entry.
    pub cursor: String,
    /// The place in the chain of hashes.
    #[schema(minimum = 1)]
    pub position: i64,
    /// The hash of the chain up to this entry: SHA-256 in hexadecimal digits.
    #[schema(min_length = 64, max_length = 64)]
    pub hash: String,
    /// Later versions may add kinds.
    #[schema(example = "signed_in")]
    pub kind: String,
    /// The account that acted; null for the command line, and for someone who is not signed in.
    #[schema(value_type = Option<Uuid>)]
    pub moderator_id: Option<ModeratorId>,
    /// The account or the article that the entry is about.
    pub subject_id: Option<Uuid>,
    /// The name of the site; null for entries that belong to no site.
    pub site: Option<String>,
    /// A keyed hash of the client's network address: equal for equal addresses. Null for entries without
    /// an address, and after `MODERATO_ADDRESS_DAYS`.
    pub address_hash: Option<String>,
    /// Details of the kind. It never contains a text, a name of a person or an email address.
    #[schema(value_type = Object)]
    pub payload: Value,
    /// When the transaction began, by the database's clock. Times may descend; only the order counts.
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
}

problems!(ListAuditProblems = STORED, TOKEN, LIST);

/// Read the audit log
///
/// Sign-ins, changes of accounts and policies, deletions and restored backups, each exactly once.
/// Entries appear when they are sealed, about a second after they were written, and are never
/// changed. Oldest first, poll with `next_cursor`; newest first, the last page holds the oldest stored
/// entry. Decisions about comments are at `GET /v1/admin/decisions`.
#[utoipa::path(
    operation_id = "list_audit",
    tag = "administration",
    params(AuditLogQuery),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "A page of the audit log.", body = AuditPageView,
            example = json!(example_audit())),
        ListAuditProblems,
    ),
)]
#[get("/v1/admin/audit")]
pub(crate) async fn list_audit(
    request: HttpRequest,
    state: Data<HttpState>,
    authorised: Authorised<Admin, Query<AuditLogQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: admin,
        input: Query(query),
    } = authorised;

    let log = CursorSeal::new(&state.app.secrets, "audit", "");
    let filter = AuditFilter {
        kind: query.kind.as_deref().map(parse_kind).transpose()?,
        moderator: query.moderator,
    };
    let wanted = PageRequest {
        after: log.open_number(query.after.as_deref())?,
        limit: query.limit.into(),
    };

    let page = read_audit(&state.app, &admin, filter, query.sort.into(), wanted).await?;

    let entries = page.entries.into_iter();
    let page = AuditPageView {
        items: entries.map(|row| AuditEntryView::of(&log, row)).collect(),
        next_cursor: log.seal_number(page.next),
        at_end: page.at_end,
    };

    reply(&request, &page, None)
}

fn parse_kind(name: &str) -> Result<AuditKind, Refusal> {
    AuditKind::parse(name).ok_or_else(|| {
        let known: Vec<&str> = AuditKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let detail = format!(
            "No entry has this kind. Choose one of: {}.",
            known.join(", ")
        );

        Refusal::Invalid(vec![Invalid::new("kind", "unknown_kind", detail)])
    })
}

impl From<LogOrder> for Sort {
    fn from(order: LogOrder) -> Self {
        match order {
            LogOrder::Oldest => Self::Oldest,
            LogOrder::Newest => Self::Newest,
        }
    }
}

impl AuditEntryView {
    fn of(log: &CursorSeal<'_>, row: AuditRow) -> Self {
        Self {
            cursor: log.seal_number(row.position),
            position: row.position,
            hash: to_hex(&row.hash),
            kind: row.kind,
            moderator_id: row.moderator_id,
            subject_id: row.subject_id,
            site: row.site,
            address_hash: row.address_hash.as_deref().map(to_hex),
            payload: row.payload,
            created_at: row.created_at,
        }
    }
}

fn example_audit() -> Value {
    let cursor = "3q2-7wAAAAEAAAAAAAAC0QAAAAAAAAAH";
    let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    json!({
        "items": [{
            "cursor": cursor, "position": 7, "hash": hash, "kind": "role_changed",
            "moderator_id": sample_id(), "subject_id": sample_id(), "site": null, "address_hash": null,
            "payload": {"before": "moderator", "after": "admin"}, "created_at": "2026-11-23T09:40:00.000Z",
        }],
        "next_cursor": cursor, "at_end": true,
    })
}
