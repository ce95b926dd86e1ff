//! An admin removes an article: an empty one, or, when asked to, with everything under it.

use serde_json::json;

use crate::app::App;
use crate::db::articles::removal::{
    allow_long_statements, count_comments, delete_article, delete_comments, delete_members,
    delete_tallies, lock_article, lock_comments, lock_groups,
};
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::take_lock;
use crate::db::events::append::{NewEvent, insert_events};
use crate::domain::event::EventKind;
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::keys::ArticleKey;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Admin;
use crate::error::Result;
use crate::flows::duplicates::join::lock_site_groups;
use crate::flows::duplicates::regroup::refresh_groups;
use crate::flows::upkeep::fold_tallies::TALLYING;

/// How much may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// An article that never had a comment.
    Empty,
    /// The article with its comments, in any status, and all that is known of them. Decisions and
    /// events stay.
    WithComments,
}

/// Removes the article.
///
/// # Errors
/// `NotFound`; `HasComments` for [`Removal::Empty`] when it has any.
pub async fn remove_article(
    app: &App,
    admin: &Admin,
    article: ArticleId,
    removal: Removal,
) -> Result<()> {
    app.writes
        .transaction(async |conn: &mut Connection| {
            if removal == Removal::WithComments {
                // Comments before the article, in the order in which whoever replies takes them.
                allow_long_statements(conn).await?;
                lock_comments(conn, article).await?;
            }
            let site = lock_article(conn, article)
                .await?
                .ok_or(Refusal::NotFound(Noun::Article))?;
            let place = (SiteId(site), article);
            let comments = match removal {
                Removal::Empty => count_comments(conn, place).await?,
                // And those that arrived before the article was held.
                Removal::WithComments => lock_comments(conn, article).await?,
            };
            if comments > 0 && removal == Removal::Empty {
                return Err(Refusal::HasComments { comments }.into());
            }
            if comments > 0 {
                remove_comments(conn, place).await?;
            }
            delete_article(conn, place).await?;

            let key = ArticleKey {
                site: site.into(),
                article,
            };
            let payload = json!({ "comments": comments, "moderator_id": admin.id() });
            let event = NewEvent::of_article(EventKind::ArticleDeleted, key, payload);
            insert_events(conn, &[event]).await
        })
        .await
}

/// The comments, after the groups of repeats let go of them.
async fn remove_comments(conn: &mut Connection, place: (SiteId, ArticleId)) -> Result<()> {
    lock_site_groups(conn, place.0).await?;
    let groups = lock_groups(conn, place).await?;
    delete_members(conn, place).await?;
    refresh_groups(conn, place.0, &groups).await?;
    take_lock(conn, TALLYING).await?;
    delete_tallies(conn, place).await?;
    delete_comments(conn, place).await
}
