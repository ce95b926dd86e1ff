//! Pages of the audit log in the order of its seals, so that a reader that continues misses no
//! entry.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::Sort;
use crate::db::connection::statement::prepared;
use crate::domain::audit::AuditKind;
use crate::domain::ids::ModeratorId;
use crate::error::Result;

/// A sealed entry.
#[derive(Debug, Clone, QueryableByName)]
pub(crate) struct AuditRow {
    #[diesel(sql_type = BigInt)]
    pub position: i64,
    #[diesel(sql_type = Binary)]
    pub hash: Vec<u8>,
    /// A name, since an instance of a later version may write kinds that this one does not know.
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub moderator_id: Option<ModeratorId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub subject_id: Option<Uuid>,
    /// The site's name.
    #[diesel(sql_type = Nullable<Text>)]
    pub site: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub address_hash: Option<Vec<u8>>,
    #[diesel(sql_type = Jsonb)]
    pub payload: Value,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

/// Which entries are read. `None` does not filter.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AuditFilter {
    pub kind: Option<AuditKind>,
    /// The account that acted, or that the entry is about.
    pub moderator: Option<ModeratorId>,
}

/// The positions that the log holds: after `removed`, up to `last`.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(crate) struct Bounds {
    #[diesel(sql_type = BigInt)]
    pub removed: i64,
    #[diesel(sql_type = BigInt)]
    pub last: i64,
}

/// A part of the chain: the positions after `after`, up to `to`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChainPart {
    pub after: i64,
    pub to: i64,
}

/// The positions that the log holds now.
pub(crate) async fn find_bounds(conn: &mut Connection) -> Result<Bounds> {
    Ok(prepared(include_str!("find_bounds.sql"))
        .get_result(conn)
        .await?)
}

/// At most `limit` matching entries of a part of the chain, in this order.
pub(crate) async fn list_audit(
    conn: &mut Connection,
    filter: AuditFilter,
    sort: Sort,
    part: ChainPart,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    let statement = match sort {
        Sort::Oldest => include_str!("list_audit.sql"),
        Sort::Newest => include_str!("list_newest_audit.sql"),
    };

    Ok(prepared(statement)
        .bind(part.after)
        .bind(part.to)
        .bind(filter.kind)
        .bind(filter.moderator)
        .bind(limit)
        .load(conn)
        .await?)
}
