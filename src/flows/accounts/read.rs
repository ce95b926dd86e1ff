//! Reads accounts: the caller's own, or any of them for admins.

use crate::app::App;
use crate::db::accounts::moderators::{
    ModeratorRow, find_credentials, find_moderator, list_moderators,
};
use crate::domain::email::EmailAddress;
use crate::domain::ids::ModeratorId;
use crate::domain::page::{CutPage, PageRequest};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::{AccountOwner, Admin};
use crate::error::Result;

/// The caller's own account.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub(crate) async fn read_own_account(app: &App, owner: &AccountOwner) -> Result<ModeratorRow> {
    find(app, owner.id()).await
}

/// Any account.
///
/// # Errors
/// `NotFound` if there is no such account; `Unavailable` when the database does not answer.
pub(crate) async fn read_moderator(app: &App, _: &Admin, id: ModeratorId) -> Result<ModeratorRow> {
    find(app, id).await
}

/// The account of an email, in any spelling of the mailbox.
///
/// # Errors
/// As [`read_moderator`].
pub(crate) async fn find_by_email(app: &App, _: &Admin, email: &str) -> Result<ModeratorRow> {
    let mut conn = app.database.primary.get().await?;
    let keys = EmailAddress::from_stored(email).account_keys();
    let found = find_credentials(&mut conn, &keys).await?;

    Ok(found.ok_or(Refusal::NotFound(Noun::Moderator))?.moderator)
}

/// A page of accounts, in the order of their creation.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub(crate) async fn read_moderators(
    app: &App,
    _: &Admin,
    page: PageRequest<ModeratorId>,
) -> Result<CutPage<ModeratorRow, ModeratorId>> {
    let mut conn = app.database.primary.get().await?;
    let rows = list_moderators(&mut conn, page).await?;

    Ok(page.cut(rows, |account| account.moderator_id))
}

async fn find(app: &App, id: ModeratorId) -> Result<ModeratorRow> {
    let mut conn = app.database.primary.get().await?;

    Ok(find_moderator(&mut conn, id)
        .await?
        .ok_or(Refusal::NotFound(Noun::Moderator))?)
}
