//! An author reads their own comment, whatever its status.

use crate::app::App;
use crate::app::secrets::Authorship;
use crate::db::threads::comment::{find_own_comment, list_ancestors};
use crate::domain::refusal::{Noun, Refusal};
use crate::error::Result;
use crate::flows::threads::read::CommentInThread;

/// The comment in any status, with its ancestors as every reader sees them. Read from the
/// primary: a replica may not have it yet when its author returns.
///
/// # Errors
/// `NotFound` when it was deleted with its article.
pub(crate) async fn read_own(app: &App, author: Authorship) -> Result<CommentInThread> {
    let mut conn = app.database.primary.get().await?;
    let comment = find_own_comment(&mut conn, author.comment())
        .await?
        .ok_or(Refusal::NotFound(Noun::Comment))?;
    let ancestors = list_ancestors(&mut conn, &comment).await?;

    Ok(CommentInThread { comment, ancestors })
}
