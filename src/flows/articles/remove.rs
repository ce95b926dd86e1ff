//! Removes an article: an empty one, or one with everything under it.

use serde_json::json;

use crate::app::App;
use crate::db::articles::removal::{
    RemovedRows, allow_long_statements, count_comments, delete_article, delete_comments,
    delete_members, delete_tallies, lock_article, lock_comments, lock_groups,
};
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::take_lock;
use crate::db::events::append::{NewEvent, insert_events};
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::event::EventKind;
use crate::domain::ids::ArticleId;
use crate::domain::keys::ArticleKey;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Admin;
use crate::error::Result;
use crate::flows::audit::append::append_audit;
use crate::flows::duplicates::join::lock_site_groups;
use crate::flows::duplicates::regroup::refresh_groups;
use crate::flows::upkeep::fold_changes::CHECKPOINT_LOCK;

/// What may be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removal {
    /// An article without comments.
    Empty,
    /// The article with its comments, in any status, and all that is stored about them. Decisions
    /// and events remain.
    WithComments,
}

/// Removes the article.
///
/// # Errors
/// `NotFound`; `HasComments` for [`Removal::Empty`] if the article has comments.
pub(crate) async fn remove_article(
    app: &App,
    admin: &Admin,
    article: ArticleId,
    removal: Removal,
) -> Result<()> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if removal == Removal::WithComments {
                // Comments before the article: a reply takes these locks in the same order.
                allow_long_statements(conn).await?;
                lock_comments(conn, article).await?;
            }
            let site = lock_article(conn, article)
                .await?
                .ok_or(Refusal::NotFound(Noun::Article))?;
            let key = ArticleKey { site, article };

            let comments = match removal {
                Removal::Empty => count_comments(conn, key).await?,
                // Also the comments that were added before the article was locked.
                Removal::WithComments => lock_comments(conn, article).await?,
            };
            if comments > 0 && removal == Removal::Empty {
                return Err(Refusal::HasComments { comments }.into());
            }

            let removed = if comments > 0 {
                remove_comments(conn, key).await?
            } else {
                RemovedRows::default()
            };
            delete_article(conn, key).await?;

            let payload = json!({ "comments": comments, "moderator_id": admin.id() });
            let event = NewEvent::of_article(EventKind::ArticleDeleted, key, payload);
            insert_events(conn, &[event]).await?;

            let entry = AuditEntry::new(AuditKind::ArticleDeleted)
                .by(admin.id())
                .about(article)
                .on_site(site)
                .with(json!(removed));
            append_audit(conn, entry).await
        })
        .await
}

/// Removes the comments of an article from their groups of duplicates, then the comments.
async fn remove_comments(conn: &mut Connection, article: ArticleKey) -> Result<RemovedRows> {
    lock_site_groups(conn, article.site).await?;
    let groups = lock_groups(conn, article).await?;
    delete_members(conn, article).await?;
    refresh_groups(conn, article.site, &groups).await?;

    take_lock(conn, CHECKPOINT_LOCK).await?;
    delete_tallies(conn, article).await?;
    delete_comments(conn, article).await
}
