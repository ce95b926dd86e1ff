//! Conditions that a moderator's change of a group of duplicates must meet. Settling, merging and
//! splitting share them.

use std::collections::HashSet;

use crate::db::connection::connect::Connection;
use crate::db::duplicates::groups::{GroupHead, find_group};
use crate::domain::group_state::GroupState;
use crate::domain::ids::{CommentId, DuplicateGroupId};
use crate::domain::refusal::{Invalid, Noun, Refusal};
use crate::error::Result;

/// A group in the version that a moderator has read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GroupVersion {
    pub group: DuplicateGroupId,
    pub version: i32,
}

/// Reads a group that a moderator names.
///
/// # Errors
/// `NotFound` if there is no such group.
pub(super) async fn find_named_group(
    conn: &mut Connection,
    group: DuplicateGroupId,
) -> Result<GroupHead> {
    let group = find_group(conn, group).await?;

    Ok(group.ok_or(Refusal::NotFound(Noun::DuplicateGroup))?)
}

/// Checks that no decision was made about the group.
///
/// # Errors
/// `GroupSettled` for a settled group.
pub(super) fn refuse_settled_group(state: GroupState) -> Result<(), Refusal> {
    match state {
        GroupState::Open => Ok(()),
        GroupState::Settled => Err(Refusal::GroupSettled),
    }
}

/// Checks that the group did not change since it was read in version `read`.
///
/// # Errors
/// `VersionConflict` with the current version.
pub(super) fn refuse_changed_group(current: i32, read: i32) -> Result<(), Refusal> {
    if current == read {
        Ok(())
    } else {
        Err(Refusal::version_conflict(current))
    }
}

/// Checks that all comments in the list at `pointer` are members of the group.
///
/// # Errors
/// `Invalid` with an entry for each comment that is no member.
pub(super) fn refuse_non_members(
    pointer: &str,
    comments: &[CommentId],
    members: &[CommentId],
) -> Result<(), Refusal> {
    let members: HashSet<CommentId> = members.iter().copied().collect();
    let non_members: Vec<Invalid> = comments
        .iter()
        .enumerate()
        .filter(|(_, comment)| !members.contains(comment))
        .map(|(position, _)| {
            Invalid::new(
                format!("{pointer}/{position}"),
                "not_a_member",
                "Name comments of this group only.",
            )
        })
        .collect();

    if non_members.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Invalid(non_members))
    }
}
