//! The status of a comment and the actions that change it. No other code changes a status.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::domain::enum_names::enum_names;

/// The status of a comment. Only `Approved` is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Status {
    Pending,
    Approved,
    Rejected,
    Spam,
    Withdrawn,
}

/// What a moderator or the author does to a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Action {
    Approve,
    Reject,
    Spam,
    Hold,
    /// The author takes the comment back. No moderator can restore it.
    Withdraw,
}

enum_names!(Status, Action);

/// The status after `action`, or `None` if the status does not allow the action.
pub(crate) const fn transition(status: Status, action: Action) -> Option<Status> {
    match (status, action) {
        (Status::Withdrawn, _) => None,
        (_, Action::Approve) => Some(Status::Approved),
        (_, Action::Reject) => Some(Status::Rejected),
        (_, Action::Spam) => Some(Status::Spam),
        (_, Action::Hold) => Some(Status::Pending),
        (_, Action::Withdraw) => Some(Status::Withdrawn),
    }
}

/// The status after the author's edit, if a new comment of that text would get the status `fresh`.
/// An edit never publishes a held comment: only a moderator ends a hold. `None` if the comment
/// cannot be edited: a rejected text stays as the moderator saw it.
pub const fn edited(status: Status, fresh: Status) -> Option<Status> {
    match (status, fresh) {
        (Status::Approved, Status::Approved) => Some(Status::Approved),
        (Status::Approved | Status::Pending, _) => Some(Status::Pending),
        (Status::Rejected | Status::Spam | Status::Withdrawn, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_never_publishes_a_comment_that_was_not_public() {
        for status in Status::ALL {
            for fresh in Status::ALL {
                if edited(*status, *fresh) == Some(Status::Approved) {
                    assert_eq!(*status, Status::Approved);
                }
            }
        }
    }

    #[test]
    fn only_a_pending_or_approved_comment_can_be_edited() {
        let editable: Vec<bool> = Status::ALL
            .iter()
            .map(|status| edited(*status, Status::Pending).is_some())
            .collect();

        assert_eq!(editable, [true, true, false, false, false]);
    }

    #[test]
    fn a_withdrawn_comment_never_comes_back() {
        assert!(
            Action::ALL
                .iter()
                .all(|action| transition(Status::Withdrawn, *action).is_none())
        );
    }
}
