//! A moderator decides about one comment: locked, compared, changed and written down, or nothing.

use crate::app::App;
use crate::db::comments::places::{LockedComment, PathRow, list_paths};
use crate::db::connection::connect::Connection;
use crate::db::moderation::decisions::{DecisionRow, find_decision, list_last_decisions};
use crate::db::moderation::queue::{ModeratedRow, list_moderated};
use crate::domain::ids::{CommentId, DecisionId};
use crate::domain::refusal::{Current, LastDecision, Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::domain::status::{Action, Status, transition};
use crate::error::{Error, Result};
use crate::flows::idempotency::{self, Idempotent, Reply};
use crate::flows::moderation::apply::{Cause, apply, lock_paths};

/// What a moderator wants done, and why. The reason may be told to others; the note is for
/// moderators.
#[derive(Debug, Clone)]
pub struct Decision {
    pub action: Action,
    pub reason: Option<String>,
    pub note: Option<String>,
}

/// The comment that a moderator looked at.
#[derive(Debug, Clone, Copy)]
pub struct CommentVersion {
    pub comment: CommentId,
    /// As it was read.
    pub version: i32,
}

/// Whether anything was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Applied,
    /// The comment stood there already.
    Unchanged,
}

/// What came of a decision.
#[derive(Debug, Clone)]
pub struct Decided {
    pub effect: Effect,
    /// The one that was just made, or the last one; `None` where nobody ever decided about the
    /// comment.
    pub decision: Option<DecisionRow>,
    pub comment: ModeratedRow,
}

/// # Errors
/// `NotFound`; `VersionConflict` when somebody else was first; `InvalidTransition` for a withdrawn
/// comment.
pub async fn decide(
    app: &App,
    moderator: &Moderator,
    (seen, decision): (CommentVersion, Decision),
    idempotent: Idempotent<'_, Decided>,
) -> Result<Reply> {
    let find_site = async |conn: &mut Connection| {
        let paths = list_paths(conn, &[seen.comment]).await?;
        let path = paths.first().ok_or(Refusal::NotFound(Noun::Comment))?;
        let site = path.site_id;
        Ok((site, paths))
    };
    let work = async |conn: &mut Connection, paths: Vec<PathRow>| {
        let branches = lock_paths(conn, &[seen.comment], &paths).await?;
        let found = branches
            .find(seen.comment)
            .ok_or(Refusal::NotFound(Noun::Comment))?;
        let last = list_last_decisions(conn, &[seen.comment.0]).await?.pop();
        let standing = CommentState {
            comment: found,
            last: last.as_ref(),
        };
        let Some(after) = standing.judge(moderator, seen, decision.action)? else {
            return Ok(Decided {
                effect: Effect::Unchanged,
                comment: read_back(conn, seen.comment).await?,
                decision: last,
            });
        };
        let cause = decision.cause(moderator);
        let made = apply(conn, &app.clock, (&branches, &cause), &[(found, after)]).await?;
        let made = made
            .first()
            .map(|decision| DecisionId(decision.decision_id));
        let decision = match made {
            Some(made) => find_decision(conn, made).await?,
            None => None,
        };
        let comment = read_back(conn, seen.comment).await?;
        Ok(Decided {
            effect: Effect::Applied,
            decision,
            comment,
        })
    };
    idempotency::transaction_of_found_site(app, idempotent, find_site, work).await
}

/// A locked comment and the last decision about it.
#[derive(Debug, Clone, Copy)]
pub struct CommentState<'a> {
    pub comment: &'a LockedComment,
    pub last: Option<&'a DecisionRow>,
}

impl CommentState<'_> {
    /// The status that follows from the action, or `None` where the comment has it already: also
    /// when the same moderator repeats the decision that made the present version.
    ///
    /// # Errors
    /// `VersionConflict` when the comment is not as the moderator saw it; `InvalidTransition`.
    pub fn judge(
        self,
        moderator: &Moderator,
        seen: CommentVersion,
        action: Action,
    ) -> Result<Option<Status>> {
        if self.comment.version != seen.version {
            if self.repeats(moderator, seen, action) {
                return Ok(None);
            }
            return Err(Refusal::VersionConflict(Box::new(self.current()?)).into());
        }
        let status = self.comment.status;
        let after = transition(status, action).ok_or(Refusal::InvalidTransition { status })?;
        Ok((after != status).then_some(after))
    }

    /// What the moderator who came second is told.
    ///
    /// # Errors
    /// `Internal` for a stored status that is none.
    pub fn current(self) -> Result<Current> {
        Ok(Current {
            status: Some(self.comment.status),
            version: self.comment.version,
            last_decision: self.last.map(|last| LastDecision {
                decision_id: last.decision_id,
                action: last.action.clone(),
                moderator: last.moderator_name.clone(),
                decided_at: last.created_at,
            }),
        })
    }

    fn repeats(self, moderator: &Moderator, seen: CommentVersion, action: Action) -> bool {
        self.last.is_some_and(|last| {
            last.moderator_id == Some(moderator.id().0)
                && last.action == action.as_str()
                && last.version == self.comment.version
                && seen.version.checked_add(1) == Some(last.version)
        })
    }
}

impl Decision {
    pub fn cause(self, moderator: &Moderator) -> Cause {
        let Self {
            action,
            reason,
            note,
        } = self;
        let moderator = Some(moderator.id());
        Cause {
            moderator,
            action: action.as_str(),
            reason,
            note,
            ..Cause::default()
        }
    }
}

/// A comment as it stands after what this transaction did.
///
/// # Errors
/// `Internal` when it is gone.
pub async fn read_back(conn: &mut Connection, comment: CommentId) -> Result<ModeratedRow> {
    let row = list_moderated(conn, &[comment.0]).await?.pop();
    row.ok_or_else(|| Error::internal("reading a comment back", "it is not there"))
}
