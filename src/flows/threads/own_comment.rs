//! An author reads their own comment, whatever its status.

use crate::app::App;
use crate::app::secrets::Authorship;
use crate::db::comments::authorship::find_author;
use crate::db::threads::comment::{find_own_comment, list_ancestors};
use crate::domain::keys::CommentKey;
use crate::domain::refusal::{Noun, Refusal};
use crate::error::Result;
use crate::flows::accounts::recognise::check_active;
use crate::flows::threads::read::CommentInThread;

/// The comment in any status, with its ancestors as every reader sees them. Read from the
/// primary: a replica may not have it yet when its author returns.
///
/// # Errors
/// `Unauthenticated` for a comment by staff whose account is closed; `NotFound` when it was deleted with its article.
pub(crate) async fn read_own(app: &App, author: Authorship) -> Result<CommentInThread> {
    let mut conn = app.database.primary.get().await?;
    let comment = find_own_comment(&mut conn, author.comment())
        .await?
        .ok_or(Refusal::NotFound(Noun::Comment))?;
    if comment.is_moderator {
        let key = CommentKey {
            site: comment.site_id,
            comment: comment.comment_id,
        };
        let writer = find_author(&mut conn, key).await?;
        check_active(&mut conn, writer.and_then(|writer| writer.moderator_id)).await?;
    }

    let ancestors = list_ancestors(&mut conn, &comment).await?;

    Ok(CommentInThread { comment, ancestors })
}
