//! Reads the audit log for admins, from either end.

use crate::app::App;
use crate::db::audit::pages::{AuditFilter, AuditRow, Bounds, ChainPart, find_bounds, list_audit};
use crate::db::connection::keyset::Sort;
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

/// Reads the sealed entries that follow a position in this order.
///
/// # Errors
/// `Unavailable` without a database.
pub(crate) async fn read_audit(
    app: &App,
    _: &Admin,
    filter: AuditFilter,
    sort: Sort,
    page: PageRequest<i64>,
) -> Result<AuditPage> {
    let mut conn = app.database.primary.get().await?;
    let bounds = find_bounds(&mut conn).await?;

    let part = part_to_look_through(bounds, sort, page.after);
    let entries = list_audit(&mut conn, filter, sort, part, page.limit).await?;

    let is_full = i64::try_from(entries.len()).is_ok_and(|found| found >= page.limit);
    let next = match (entries.last(), sort) {
        (Some(last), _) if is_full => last.position,
        (_, Sort::Oldest) => part.to,
        (_, Sort::Newest) => part.after.saturating_add(1),
    };

    Ok(AuditPage {
        entries,
        next,
        at_end: match sort {
            Sort::Oldest => next >= bounds.last,
            Sort::Newest => next <= bounds.removed.saturating_add(1),
        },
    })
}

/// The positions of one page: those after the given one, or before it if the newest come first.
fn part_to_look_through(bounds: Bounds, sort: Sort, after: Option<i64>) -> ChainPart {
    match sort {
        Sort::Oldest => {
            let after = after.unwrap_or(0).max(bounds.removed);
            let to = after.saturating_add(LOOKED_THROUGH);

            ChainPart {
                after,
                to: to.min(bounds.last.max(after)),
            }
        }
        Sort::Newest => {
            let to = after.map_or(bounds.last, |after| after.saturating_sub(1));

            ChainPart {
                after: to.saturating_sub(LOOKED_THROUGH).max(bounds.removed),
                to,
            }
        }
    }
}
