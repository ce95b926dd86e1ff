//! In which states can a comment be, and which action leads where? The only place where a status
//! changes.

/// Where a comment stands. Only `Approved` is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    Pending,
    Approved,
    Rejected,
    Spam,
    Withdrawn,
}

/// What somebody does to a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Approve,
    Reject,
    Spam,
    Hold,
    /// The author takes the comment back. It is theirs, so no moderator brings it back.
    Withdraw,
}

/// The state after `action`, or `None` where the action makes no sense.
pub const fn transition(status: Status, action: Action) -> Option<Status> {
    match (status, action) {
        (Status::Withdrawn, _) => None,
        (_, Action::Approve) => Some(Status::Approved),
        (_, Action::Reject) => Some(Status::Rejected),
        (_, Action::Spam) => Some(Status::Spam),
        (_, Action::Hold) => Some(Status::Pending),
        (_, Action::Withdraw) => Some(Status::Withdrawn),
    }
}

/// The state of a comment whose author edits it, where a new comment of that text would begin as
/// `fresh`. An edit never publishes what waits: a hold is a moderator's to end. `None` where there
/// is nothing to edit any more: what moderators turned down stays as they saw it.
pub const fn edited(status: Status, fresh: Status) -> Option<Status> {
    match (status, fresh) {
        (Status::Approved, Status::Approved) => Some(Status::Approved),
        (Status::Approved | Status::Pending, _) => Some(Status::Pending),
        (Status::Rejected | Status::Spam | Status::Withdrawn, _) => None,
    }
}

impl Status {
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Approved,
        Self::Rejected,
        Self::Spam,
        Self::Withdrawn,
    ];

    /// The name in SQL, JSON and docs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Spam => "spam",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

impl Action {
    pub const ALL: [Self; 5] = [
        Self::Approve,
        Self::Reject,
        Self::Spam,
        Self::Hold,
        Self::Withdraw,
    ];

    /// The name in SQL, JSON and docs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Spam => "spam",
            Self::Hold => "hold",
            Self::Withdraw => "withdraw",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_never_publishes_what_was_not_public() {
        for status in Status::ALL {
            for fresh in Status::ALL {
                if edited(status, fresh) == Some(Status::Approved) {
                    assert_eq!(status, Status::Approved);
                }
            }
        }
    }

    #[test]
    fn only_a_pending_or_approved_comment_can_be_edited() {
        let editable = Status::ALL.map(|status| edited(status, Status::Pending).is_some());
        assert_eq!(editable, [true, true, false, false, false]);
    }

    #[test]
    fn nothing_brings_a_withdrawn_comment_back() {
        assert!(
            Action::ALL
                .iter()
                .all(|action| transition(Status::Withdrawn, *action).is_none())
        );
    }
}
