//! An author reads their own comment, whatever its status, and what became of it.

use chrono::{DateTime, Duration, Utc};

use crate::app::App;
use crate::app::secrets::Authorship;
use crate::db::articles::posting_context::{CommentTerms, find_comment_terms};
use crate::db::comments::authorship::find_author;
use crate::db::moderation::decisions::{DecisionRow, find_last_decision};
use crate::db::sites::site::find_policy;
use crate::db::threads::comment::{ThreadCommentRow, find_own_comment, list_ancestors};
use crate::domain::keys::CommentKey;
use crate::domain::policy::Policy;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::status::{Status, edited};
use crate::error::Result;
use crate::flows::accounts::recognise::check_active;
use crate::flows::threads::read::CommentInThread;

/// A comment as its author sees it.
#[derive(Debug)]
pub(crate) struct OwnComment {
    pub in_thread: CommentInThread,
    pub moderation: OwnModeration,
}

/// What became of a comment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OwnModeration {
    pub status: Status,
    /// Since when it has the status.
    pub since: DateTime<Utc>,
    /// What the moderator said about the decision that is in force.
    pub reason: Option<String>,
    /// Until when its author may edit it; `None`: not any more.
    pub can_edit_until: Option<DateTime<Utc>>,
}

/// The comment in any status, with its ancestors as every reader sees them. Read from the
/// primary: a replica may not have it yet when its author returns.
///
/// # Errors
/// `Unauthenticated` for a comment by staff whose account is closed; `NotFound` when it was
/// deleted with its article.
pub(crate) async fn read_own(app: &App, author: Authorship) -> Result<OwnComment> {
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

    let terms = find_comment_terms(&mut conn, comment.article_id)
        .await?
        .ok_or(Refusal::NotFound(Noun::Comment))?;
    let policy = find_policy(&mut conn, terms.site_id).await?;
    let last = find_last_decision(&mut conn, comment.comment_id).await?;

    let editable = edit_end(&comment, &terms, &policy).filter(|end| app.clock.now() < *end);
    Ok(OwnComment {
        moderation: moderation(&comment, last, editable),
        in_thread: CommentInThread { comment, ancestors },
    })
}

fn moderation(
    comment: &ThreadCommentRow,
    last: Option<DecisionRow>,
    can_edit_until: Option<DateTime<Utc>>,
) -> OwnModeration {
    // An author's edit or withdrawal is recorded as a decision, too, and has no reason.
    let in_force = last.filter(|last| last.status_after == comment.status);

    OwnModeration {
        status: comment.status,
        since: in_force
            .as_ref()
            .map_or(comment.created_at, |decision| decision.created_at),
        reason: in_force.and_then(|decision| decision.reason),
        can_edit_until,
    }
}

/// The end of the time in which the comment may be edited, by its status and its article. As the
/// edit itself, which checks it again.
fn edit_end(
    comment: &ThreadCommentRow,
    terms: &CommentTerms,
    policy: &Policy,
) -> Option<DateTime<Utc>> {
    edited(comment.status, comment.status)?;
    // Staff may write under a closed article.
    if !terms.comments_open && !comment.is_moderator {
        return None;
    }

    let window = Duration::seconds(i64::from(policy.edit_window_seconds));
    let end = comment.created_at + window;
    let closes_at = policy
        .closes_at(terms.published_at)
        .filter(|_| !comment.is_moderator);

    Some(closes_at.map_or(end, |closes_at| end.min(closes_at)))
}
