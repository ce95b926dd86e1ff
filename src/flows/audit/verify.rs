//! Verifies the audit log: computes the chain of hashes again and compares it with the seals.

use crate::app::App;
use crate::db::articles::removal::allow_long_statements;
use crate::db::audit::seals::find_head;
use crate::db::audit::verification::{
    ChainPlace, Sealed, count_unsealed, find_added, find_beginning, list_sealed,
};
use crate::db::connection::connect::Connection;
use crate::error::Result;

/// The number of entries that are read at once.
const BATCH: i64 = 1_000;

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The log is as it was sealed.
    Intact(Extent),
    /// The first entry that is not.
    Broken(Breach),
}

/// What was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Extent {
    pub entries: i64,
    /// The end of the chain. Whoever keeps it elsewhere can tell later whether the log was cut or
    /// written anew.
    pub head: ChainPlace,
    /// Entries that wait for their seals.
    pub unsealed: i64,
}

/// How the log differs from what was sealed. Numbers are sequences of entries, but for `Unsealed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breach {
    Changed(i64),
    Missing(i64),
    /// The entry was added where all entries had their seals.
    Added(i64),
    /// The seal at this position is gone.
    SealMissing(i64),
    /// The chain does not have that hash at that position, or not any more.
    OtherHead(i64),
}

/// Verifies the log from its beginning, or from where old entries were removed. `expected` is a
/// place of the chain that was noted before.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub(crate) async fn verify_audit(app: &App, expected: Option<ChainPlace>) -> Result<Verdict> {
    app.database
        .primary
        .snapshot(async |conn: &mut Connection| {
            allow_long_statements(conn).await?;
            verify(conn, expected).await
        })
        .await
}

async fn verify(conn: &mut Connection, expected: Option<ChainPlace>) -> Result<Verdict> {
    let beginning = find_beginning(conn).await?;
    let mut place = beginning;
    let mut met = expected.is_none_or(|expected| expected == place);

    loop {
        let batch = list_sealed(conn, place.position, BATCH).await?;
        if batch.is_empty() {
            break;
        }

        for sealed in batch {
            if let Some(breach) = breach(&place, &sealed) {
                return Ok(Verdict::Broken(breach));
            }
            place = sealed.place;
            met |= expected == Some(place);
        }
    }

    if let Some(expected) = expected.filter(|_| !met) {
        return Ok(Verdict::Broken(Breach::OtherHead(expected.position)));
    }

    let head = find_head(conn).await?;
    if let Some(sequence) = find_added(conn, &head.horizon, head.floor).await? {
        return Ok(Verdict::Broken(Breach::Added(sequence)));
    }

    Ok(Verdict::Intact(Extent {
        entries: place.position - beginning.position,
        head: place,
        unsealed: count_unsealed(conn).await?,
    }))
}

/// Whether a seal does not follow from the place before it and its own entry.
fn breach(before: &ChainPlace, sealed: &Sealed) -> Option<Breach> {
    if sealed.place.position != before.position + 1 {
        return Some(Breach::SealMissing(before.position + 1));
    }
    let Some(record) = &sealed.record else {
        return Some(Breach::Missing(sealed.sequence));
    };

    let is_as_sealed = record.chain(&before.hash) == sealed.place.hash && sealed.has_kept_address();
    (!is_as_sealed).then_some(Breach::Changed(sealed.sequence))
}
