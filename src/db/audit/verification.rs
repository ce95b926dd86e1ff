//! Reads the chain of the audit log from its beginning, to verify it.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::audit::seals::chain_hash;
use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::domain::audit::{AuditRecord, ChainHash, START};
use crate::domain::ids::{ModeratorId, SiteId};
use crate::error::Result;

/// A place of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChainPlace {
    pub position: i64,
    pub hash: ChainHash,
}

/// A seal with the row that it seals.
#[derive(Debug, Clone)]
pub(crate) struct Sealed {
    pub place: ChainPlace,
    pub sequence: i64,
    /// `None` if the row is gone.
    pub record: Option<AuditRecord>,
    /// What the row must have, if the hash of its address is kept.
    pub kept_address: Option<Vec<u8>>,
}

impl Sealed {
    /// Whether the row is that of the hash of an address that is kept beside it.
    pub(crate) fn has_kept_address(&self) -> bool {
        let in_row = self.record.as_ref().map(|record| &record.address_hash);

        self.kept_address.is_none() || in_row == Some(&self.kept_address)
    }
}

#[derive(QueryableByName)]
struct SealedRow {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = BigInt)]
    sealed_sequence: i64,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
    #[diesel(sql_type = Nullable<BigInt>)]
    sequence: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    transaction: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    created_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    kind: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    moderator_id: Option<ModeratorId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    subject_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    site_id: Option<SiteId>,
    #[diesel(sql_type = Nullable<Binary>)]
    address_hash: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    payload: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    kept_address: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
struct AnchorRow {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
}

#[derive(QueryableByName)]
struct SequenceRow {
    #[diesel(sql_type = BigInt)]
    sequence: i64,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Where the chain begins: at its start, or where old rows were removed. By the primary key.
pub(crate) async fn find_beginning(conn: &mut Connection) -> Result<ChainPlace> {
    let statement = "SELECT position, hash FROM audit_anchors ORDER BY position DESC LIMIT 1";
    let rows: Vec<AnchorRow> = prepared(statement).load(conn).await?;

    match rows.as_slice().first() {
        Some(row) => Ok(ChainPlace {
            position: row.position,
            hash: chain_hash(&row.hash)?,
        }),
        None => Ok(ChainPlace {
            position: 0,
            hash: START,
        }),
    }
}

/// At most `limit` seals after a position, in their order.
pub(crate) async fn list_sealed(
    conn: &mut Connection,
    after: i64,
    limit: i64,
) -> Result<Vec<Sealed>> {
    let rows: Vec<SealedRow> = prepared(include_str!("list_sealed.sql"))
        .bind(after)
        .bind(limit)
        .load(conn)
        .await?;

    rows.into_iter().map(SealedRow::sealed).collect()
}

/// The sequence of the first row that was added where all rows had their seals: before this
/// transaction, or up to this sequence.
pub(crate) async fn find_added(
    conn: &mut Connection,
    horizon: &str,
    floor: i64,
) -> Result<Option<i64>> {
    let rows: Vec<SequenceRow> = prepared(include_str!("find_added.sql"))
        .bind(horizon)
        .bind(floor)
        .load(conn)
        .await?;

    Ok(rows.as_slice().first().map(|row| row.sequence))
}

/// The number of rows that wait for their seals.
pub(crate) async fn count_unsealed(conn: &mut Connection) -> Result<i64> {
    let row: CountRow = prepared(include_str!("count_unsealed.sql"))
        .get_result(conn)
        .await?;

    Ok(row.count)
}

impl SealedRow {
    fn sealed(mut self) -> Result<Sealed> {
        Ok(Sealed {
            place: ChainPlace {
                position: self.position,
                hash: chain_hash(&self.hash)?,
            },
            sequence: self.sealed_sequence,
            kept_address: self.kept_address.take(),
            record: self.record(),
        })
    }

    fn record(self) -> Option<AuditRecord> {
        Some(AuditRecord {
            sequence: self.sequence?,
            transaction: self.transaction?,
            created_at: self.created_at?,
            kind: self.kind?,
            moderator: self.moderator_id,
            subject: self.subject_id,
            site: self.site_id,
            address_hash: self.address_hash,
            payload: self.payload?,
        })
    }
}
