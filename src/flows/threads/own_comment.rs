//! An author comes back to their own comment: what do they see of it, whatever its status?

use crate::app::App;
use crate::app::secrets::Authorship;
use crate::db::threads::page::{find_own, list_ancestors};
use crate::domain::refusal::{Noun, Refusal};
use crate::error::Result;
use crate::flows::threads::read::Permalink;

/// The comment in any status, with the places above it as everybody sees them. Read where it was
/// written: an author who has just posted must not be told that there is nothing.
///
/// # Errors
/// `NotFound` when it was deleted with its article.
pub async fn read_own(app: &App, author: Authorship) -> Result<Permalink> {
    let mut conn = app.database.primary.get().await?;
    let place = find_own(&mut conn, author.comment())
        .await?
        .ok_or(Refusal::NotFound(Noun::Comment))?;
    let ancestors = list_ancestors(&mut conn, &place).await?;
    Ok(Permalink { place, ancestors })
}
