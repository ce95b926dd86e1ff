//! A moderator reads the audit log, newest first.

use crate::app::App;
use crate::db::moderation::decisions::{AuditWindow, DecisionRow, list_decisions};
use crate::domain::ids::DecisionId;
use crate::domain::rights::Moderator;
use crate::error::Result;

/// A page of the audit log. `next`: the position of the last one, when more follow.
#[derive(Debug)]
pub struct DecisionPage {
    pub items: Vec<DecisionRow>,
    pub next: Option<DecisionId>,
}

/// # Errors
/// `Unavailable` without a database.
pub async fn read_decisions(app: &App, _: &Moderator, window: AuditWindow) -> Result<DecisionPage> {
    let mut conn = app.database.primary.get().await?;
    let wanted = usize::try_from(window.limit).unwrap_or(usize::MAX);
    let more = AuditWindow {
        limit: window.limit.saturating_add(1),
        ..window
    };
    let mut items = list_decisions(&mut conn, more).await?;
    let follows = items.len() > wanted;
    items.truncate(wanted);
    let next = items
        .last()
        .map(|row| DecisionId(row.decision_id))
        .filter(|_| follows);
    Ok(DecisionPage { items, next })
}
