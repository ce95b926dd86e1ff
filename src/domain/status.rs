//! In which states can a comment be, and which action leads where? The only place where a status changes.

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

impl Status {
    pub const ALL: [Self; 5] = [Self::Pending, Self::Approved, Self::Rejected, Self::Spam, Self::Withdrawn];

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
    pub const ALL: [Self; 5] = [Self::Approve, Self::Reject, Self::Spam, Self::Hold, Self::Withdraw];

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
