//! Erases the data of a person, a batch of comments in one transaction, until nothing is left.
//! docs/decisions/0025-personal-data.md says what stays.

use std::collections::BTreeSet;

use serde_json::json;

use crate::app::App;
use crate::db::comments::status_changes::{LockedComment, lock_comments};
use crate::db::connection::connect::Connection;
use crate::db::duplicates::members::delete_members;
use crate::db::events::append::{NewEvent, insert_events};
use crate::db::people::comments::list_owned_comments;
use crate::db::people::erasure::{
    delete_answers, empty_comments, empty_decision_texts, empty_search_rows, empty_text_rows,
    list_groups_of,
};
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::email::EmailAddress;
use crate::domain::event::EventKind;
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::rights::Admin;
use crate::error::Result;
use crate::flows::audit::append::append_audit;
use crate::flows::comments::submit::{create_comment_scope, create_page_comment_scope};
use crate::flows::duplicates::join::lock_site_groups;
use crate::flows::duplicates::regroup::refresh_groups;
use crate::flows::people::person::author_keys;

/// The comments of one transaction: their locks are held for some tens of milliseconds.
const BATCH: i64 = 100;

/// What one step of an erasure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ErasureStep {
    /// The comments that were emptied.
    pub comments: usize,
    pub rest: Rest,
}

/// Whether something is left to erase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    More,
    None,
}

/// Erases the next comments of the person. Call it until nothing is left; a call that finds nothing
/// changes nothing.
///
/// # Errors
/// `Unavailable` without a database, or if another transaction holds a comment for too long.
pub(crate) async fn erase(app: &App, admin: &Admin, email: &EmailAddress) -> Result<ErasureStep> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let keys = author_keys(conn, email).await?;
            let owned = list_owned_comments(conn, &keys, BATCH + 1).await?;
            let Some(site) = owned.first().map(|first| first.site_id) else {
                return Ok(ErasureStep {
                    comments: 0,
                    rest: Rest::None,
                });
            };

            // Groups and entries of the audit log belong to one site.
            let batch: Vec<CommentId> = owned
                .iter()
                .filter(|comment| comment.site_id == site)
                .map(|comment| comment.comment_id)
                .take(usize::try_from(BATCH).unwrap_or(usize::MAX))
                .collect();
            let rest = if batch.len() < owned.len() {
                Rest::More
            } else {
                Rest::None
            };

            let comments = erase_batch(conn, app, admin, email, &batch).await?;

            Ok(ErasureStep { comments, rest })
        })
        .await
}

async fn erase_batch(
    conn: &mut Connection,
    app: &App,
    admin: &Admin,
    email: &EmailAddress,
    batch: &[CommentId],
) -> Result<usize> {
    let locked = lock_comments(conn, batch).await?;
    let Some(site) = locked.first().map(|first| first.site_id) else {
        return Ok(0);
    };
    let erased: Vec<CommentId> = locked.iter().map(|comment| comment.comment_id).collect();

    leave_groups(conn, site, &erased).await?;
    empty_comments(conn, site, &erased, app.clock.now()).await?;
    let rows = empty_text_rows(conn, site, &erased).await?;
    empty_search_rows(conn, site, &erased).await?;
    empty_decision_texts(conn, site, &erased).await?;
    delete_answers(conn, site, &answer_scopes(app, email, &locked)).await?;

    let events: Vec<NewEvent> = locked.iter().map(erased_event).collect();
    insert_events(conn, &events).await?;

    let entry = AuditEntry::new(AuditKind::PersonErased)
        .by(admin.id())
        .on_site(site)
        .with(json!({
            "comments": erased.len(),
            "revisions": rows.revisions,
            "report_details": rows.reports,
        }));
    append_audit(conn, entry).await?;

    Ok(erased.len())
}

/// Takes the comments out of their groups, settled ones too: a group remembers the texts of its
/// members.
async fn leave_groups(conn: &mut Connection, site: SiteId, erased: &[CommentId]) -> Result<()> {
    lock_site_groups(conn, site).await?;

    let groups = list_groups_of(conn, site, erased).await?;
    if groups.is_empty() {
        return Ok(());
    }

    delete_members(conn, site, erased).await?;
    refresh_groups(conn, site, &groups).await.map(drop)
}

/// The scopes under which answers to the person's posts may be stored. Each has a pseudonym of the
/// address.
fn answer_scopes(app: &App, email: &EmailAddress, locked: &[LockedComment]) -> Vec<String> {
    let author = app.secrets.author(email);
    let articles: BTreeSet<_> = locked.iter().map(|comment| comment.article_id).collect();

    articles
        .into_iter()
        .map(|article| create_comment_scope(article, &author))
        .chain([create_page_comment_scope(&author)])
        .collect()
}

fn erased_event(comment: &LockedComment) -> NewEvent {
    let payload = json!({ "status": comment.status.as_str(), "version": comment.version + 1 });

    NewEvent::of_comment(
        EventKind::CommentErased,
        comment.key(),
        comment.article_id,
        payload,
    )
}
