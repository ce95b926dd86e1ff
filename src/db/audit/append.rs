//! Appends entries to the audit log, in the transaction that does what they report.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::audit;
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::ids::{ModeratorId, SiteId};
use crate::error::Result;

/// An entry without an address.
#[derive(Insertable)]
#[diesel(table_name = audit)]
// Diesel would prepare the insert again each time, if a column might be written as DEFAULT.
#[diesel(treat_none_as_default_value = false)]
struct NewAuditRow<'a> {
    kind: AuditKind,
    moderator_id: Option<ModeratorId>,
    subject_id: Option<Uuid>,
    site_id: Option<SiteId>,
    payload: &'a Value,
}

/// Appends an entry. The service's role may write these columns and no others: the order and the
/// time are Postgres' own.
pub(crate) async fn insert_audit(conn: &mut Connection, entry: &AuditEntry) -> Result<()> {
    if entry.address_hash.is_some() {
        let statement = include_str!("insert_with_address.sql");
        return insert_with_address(conn, statement, entry).await;
    }

    let row = NewAuditRow {
        kind: entry.kind,
        moderator_id: entry.moderator,
        subject_id: entry.subject,
        site_id: entry.site,
        payload: &entry.payload,
    };

    diesel::insert_into(audit::table)
        .values(row)
        .execute(conn)
        .await?;

    Ok(())
}

/// Appends an entry from an address, unless the last minute has one of the same kind from there; by
/// `audit_addresses_hash_idx`. Two at the same moment may both be appended.
pub(crate) async fn insert_once_a_minute(conn: &mut Connection, entry: &AuditEntry) -> Result<()> {
    let statement = include_str!("insert_once_a_minute.sql");

    insert_with_address(conn, statement, entry).await
}

/// Appends an entry and, apart from it, the hash of its address.
async fn insert_with_address(
    conn: &mut Connection,
    statement: &'static str,
    entry: &AuditEntry,
) -> Result<()> {
    prepared(statement)
        .bind(entry.kind)
        .bind(entry.moderator)
        .bind(entry.subject)
        .bind(entry.site)
        .bind(entry.address_hash.as_deref())
        .bind(&entry.payload)
        .execute(conn)
        .await?;

    Ok(())
}
