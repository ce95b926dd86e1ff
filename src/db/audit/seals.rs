//! Seals rows of the audit log: reads those that have no seal, and appends seals to the chain.
//!
//! A row of a smaller sequence may be committed after one of a larger sequence. So the seals have an
//! order of their own, in which a row gets its place when it becomes visible. The horizon of a seal
//! is the oldest transaction that was in progress: whatever has no seal yet is of that transaction
//! or a later one.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::domain::audit::{AuditRecord, ChainHash, START};
use crate::domain::ids::{ModeratorId, SiteId};
use crate::error::{Error, Result};

/// The end of the chain.
#[derive(Debug, Clone)]
pub(crate) struct ChainHead {
    /// 0 before the first seal.
    pub position: i64,
    pub hash: ChainHash,
    /// Rows of earlier transactions have their seals.
    pub horizon: String,
    /// Rows up to this sequence have their seals, whatever their transaction.
    pub floor: i64,
    /// Whether the horizon counts the transactions of another database.
    pub is_foreign: bool,
}

/// A row without a seal.
#[derive(Debug, Clone)]
pub(crate) struct Unsealed {
    pub record: AuditRecord,
    /// The oldest transaction in progress when the row was read.
    pub safe_end: String,
}

/// The place of a row in the chain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewSeal {
    pub position: i64,
    pub sequence: i64,
    pub hash: ChainHash,
}

#[derive(QueryableByName)]
struct HeadRow {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
    #[diesel(sql_type = Text)]
    horizon: String,
    #[diesel(sql_type = BigInt)]
    floor: i64,
    #[diesel(sql_type = Bool)]
    is_foreign: bool,
}

#[derive(QueryableByName)]
struct UnsealedRow {
    #[diesel(embed)]
    record: RecordRow,
    #[diesel(sql_type = Text)]
    safe_end: String,
}

/// The columns of a row that its seal covers.
#[derive(QueryableByName)]
pub(super) struct RecordRow {
    #[diesel(sql_type = BigInt)]
    sequence: i64,
    #[diesel(sql_type = Text)]
    transaction: String,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    moderator_id: Option<ModeratorId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    subject_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    site_id: Option<SiteId>,
    #[diesel(sql_type = Nullable<Binary>)]
    address_hash: Option<Vec<u8>>,
    #[diesel(sql_type = Text)]
    payload: String,
}

#[derive(QueryableByName)]
struct FloorRow {
    #[diesel(sql_type = BigInt)]
    floor: i64,
}

impl ChainHead {
    /// The end of a chain without seals.
    fn start() -> Self {
        Self {
            position: 0,
            hash: START,
            horizon: "0".to_owned(),
            floor: 0,
            is_foreign: false,
        }
    }
}

impl From<RecordRow> for AuditRecord {
    fn from(row: RecordRow) -> Self {
        Self {
            sequence: row.sequence,
            transaction: row.transaction,
            created_at: row.created_at,
            kind: row.kind,
            moderator: row.moderator_id,
            subject: row.subject_id,
            site: row.site_id,
            address_hash: row.address_hash,
            payload: row.payload,
        }
    }
}

/// The end of the chain.
pub(crate) async fn find_head(conn: &mut Connection) -> Result<ChainHead> {
    let rows: Vec<HeadRow> = prepared(include_str!("find_head.sql")).load(conn).await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(ChainHead::start());
    };

    Ok(ChainHead {
        position: row.position,
        hash: chain_hash(&row.hash)?,
        horizon: row.horizon,
        floor: row.floor,
        is_foreign: row.is_foreign,
    })
}

/// At most `limit` rows without a seal, of `horizon` and later transactions and after `floor`.
pub(crate) async fn list_unsealed(
    conn: &mut Connection,
    horizon: &str,
    floor: i64,
    limit: i64,
) -> Result<Vec<Unsealed>> {
    let rows: Vec<UnsealedRow> = prepared(include_str!("list_unsealed.sql"))
        .bind(horizon)
        .bind(floor)
        .bind(limit)
        .load(conn)
        .await?;

    Ok(rows
        .into_iter()
        .map(|row| Unsealed {
            record: row.record.into(),
            safe_end: row.safe_end,
        })
        .collect())
}

/// The last sequence of the rows that came from another database; 0 if none did.
pub(crate) async fn find_foreign_floor(conn: &mut Connection) -> Result<i64> {
    let row: FloorRow = prepared(include_str!("find_foreign_floor.sql"))
        .get_result(conn)
        .await?;

    Ok(row.floor)
}

/// Appends seals, all with one horizon and one floor.
pub(crate) async fn insert_seals(
    conn: &mut Connection,
    seals: &[NewSeal],
    horizon: &str,
    floor: i64,
) -> Result<()> {
    let positions: Vec<i64> = seals.iter().map(|seal| seal.position).collect();
    let sequences: Vec<i64> = seals.iter().map(|seal| seal.sequence).collect();
    let hashes: Vec<Vec<u8>> = seals.iter().map(|seal| seal.hash.to_vec()).collect();

    prepared(include_str!("insert_seals.sql"))
        .bind(positions)
        .bind(sequences)
        .bind(hashes)
        .bind(horizon)
        .bind(floor)
        .execute(conn)
        .await?;

    Ok(())
}

/// A stored hash.
///
/// # Errors
/// `Internal` for anything but 32 bytes.
pub(super) fn chain_hash(stored: &[u8]) -> Result<ChainHash> {
    stored
        .try_into()
        .map_err(|fault| Error::internal("a hash of the audit log", fault))
}
