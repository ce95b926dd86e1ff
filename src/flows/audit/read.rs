//! Reads the audit log for admins, the oldest entry first.

use crate::app::App;
use crate::db::audit::pages::{AuditFilter, AuditRow, ChainPart, find_bounds, list_audit};
use crate::domain::page::PageRequest;
use crate::domain::rights::Admin;
use crate::error::Result;

/// How many entries one page looks through, so that the answer stays quick: a page may be short
/// before the end of the log.
const LOOKED_THROUGH: i64 = 5_000;

/// A page of the log.
#[derive(Debug, Clone)]
pub(crate) struct AuditPage {
    pub entries: Vec<AuditRow>,
    /// The position after which the next page continues.
    pub next: i64,
    /// Whether there are no more entries for now.
    pub at_end: bool,
}

/// Reads the sealed entries after a position.
///
/// # Errors
/// `Unavailable` without a database.
pub(crate) async fn read_audit(
    app: &App,
    _: &Admin,
    filter: AuditFilter,
    page: PageRequest<i64>,
) -> Result<AuditPage> {
    let mut conn = app.database.primary.get().await?;
    let bounds = find_bounds(&mut conn).await?;

    let after = page.after.unwrap_or(0).max(bounds.removed);
    let to = after
        .saturating_add(LOOKED_THROUGH)
        .min(bounds.last.max(after));
    let entries = list_audit(&mut conn, filter, ChainPart { after, to }, page.limit).await?;

    let is_full = i64::try_from(entries.len()).is_ok_and(|found| found >= page.limit);
    let next = entries
        .last()
        .filter(|_| is_full)
        .map_or(to, |last| last.position);

    Ok(AuditPage {
        entries,
        next,
        at_end: next >= bounds.last,
    })
}
