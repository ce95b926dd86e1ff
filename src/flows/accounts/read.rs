//! Who has an account? One's own, for everybody who signed in; all of them, for admins.

use uuid::Uuid;

use crate::app::App;
use crate::db::accounts::moderators::{
    ModeratorRow, find_credentials, find_moderator, list_moderators,
};
use crate::domain::ids::ModeratorId;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::{Admin, Moderator};
use crate::error::Result;

/// Some accounts in the order of their creation.
pub struct ModeratorPage {
    pub items: Vec<ModeratorRow>,
    /// The last one of this page, when more follow.
    pub next: Option<Uuid>,
}

/// The account of who asks.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn read_own_account(app: &App, moderator: &Moderator) -> Result<ModeratorRow> {
    let mut conn = app.database.primary.get().await?;
    let found = find_moderator(&mut conn, moderator.id()).await?;
    Ok(found.ok_or(Refusal::NotFound(Noun::Moderator))?)
}

/// Any account.
///
/// # Errors
/// `NotFound` without one; `Unavailable` when the database does not answer.
pub async fn read_moderator(app: &App, _: &Admin, id: ModeratorId) -> Result<ModeratorRow> {
    let mut conn = app.database.primary.get().await?;
    Ok(find_moderator(&mut conn, id)
        .await?
        .ok_or(Refusal::NotFound(Noun::Moderator))?)
}

/// The account of an email, in any case.
///
/// # Errors
/// As [`read_moderator`].
pub async fn find_by_email(app: &App, _: &Admin, email: &str) -> Result<ModeratorRow> {
    let mut conn = app.database.primary.get().await?;
    let found = find_credentials(&mut conn, &email.trim().to_lowercase()).await?;
    Ok(found.ok_or(Refusal::NotFound(Noun::Moderator))?.moderator)
}

/// At most `limit` accounts after the one named.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn read_moderators(
    app: &App,
    _: &Admin,
    (after, limit): (Option<Uuid>, i64),
) -> Result<ModeratorPage> {
    let mut conn = app.database.primary.get().await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut items = list_moderators(&mut conn, after, limit.saturating_add(1)).await?;
    let more = items.len() > wanted;
    items.truncate(wanted);
    let next = items.last().filter(|_| more).map(|last| last.moderator_id);
    Ok(ModeratorPage { items, next })
}
