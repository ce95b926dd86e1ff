//! Reads the audit log for moderators, newest decision first.

use crate::app::App;
use crate::db::moderation::decisions::{AuditFilter, DecisionRow, list_decisions};
use crate::domain::ids::DecisionId;
use crate::domain::page::{CutPage, PageRequest};
use crate::domain::rights::Moderator;
use crate::error::Result;

/// A page of the audit log.
///
/// # Errors
/// `Unavailable` without a database.
pub(crate) async fn read_decisions(
    app: &App,
    _: &Moderator,
    filter: AuditFilter,
    page: PageRequest<DecisionId>,
) -> Result<CutPage<DecisionRow, DecisionId>> {
    let mut conn = app.database.primary.get().await?;
    let rows = list_decisions(&mut conn, filter, page).await?;

    Ok(page.cut(rows, |row| row.decision_id))
}
