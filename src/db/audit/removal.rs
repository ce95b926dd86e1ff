//! Removes old entries from the beginning of the audit log. Only the owner of the tables may.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use diesel_async::RunQueryDsl;

use crate::db::audit::seals::chain_hash;
use crate::db::audit::verification::ChainPlace;
use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{audit_anchors, audit_seals};
use crate::error::Result;

#[derive(QueryableByName)]
struct PlaceRow {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
}

/// The last of the entries older than `days` at the beginning of the log; `None` if the first one
/// is younger, or gone. Ages are measured by the database's clock.
pub(crate) async fn find_old_end(conn: &mut Connection, days: i32) -> Result<Option<ChainPlace>> {
    let rows: Vec<PlaceRow> = prepared(include_str!("find_old_end.sql"))
        .bind(days)
        .load(conn)
        .await?;

    rows.as_slice()
        .first()
        .map(|row| {
            Ok(ChainPlace {
                position: row.position,
                hash: chain_hash(&row.hash)?,
            })
        })
        .transpose()
}

/// Deletes the entries up to that place, the hashes of their addresses, and their seals. Returns the
/// number of entries.
pub(crate) async fn delete_sealed_to(conn: &mut Connection, place: &ChainPlace) -> Result<usize> {
    prepared(include_str!("delete_addresses_to.sql"))
        .bind(place.position)
        .execute(conn)
        .await?;
    let removed = prepared(include_str!("delete_sealed_to.sql"))
        .bind(place.position)
        .execute(conn)
        .await?;

    let seals = audit_seals::table.filter(audit_seals::position.le(place.position));
    diesel::delete(seals).execute(conn).await?;

    Ok(removed)
}

/// Records that the chain begins after that place from now on.
pub(crate) async fn insert_anchor(
    conn: &mut Connection,
    place: &ChainPlace,
    removed: i64,
) -> Result<()> {
    let anchor = (
        audit_anchors::position.eq(place.position),
        audit_anchors::hash.eq(place.hash.to_vec()),
        audit_anchors::removed.eq(removed),
    );
    diesel::insert_into(audit_anchors::table)
        .values(anchor)
        .execute(conn)
        .await?;

    Ok(())
}
