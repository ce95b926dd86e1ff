//! What must hold before a moderator changes a group of repeats, and who is told? Alike for
//! settling, merging and splitting.

use std::collections::HashSet;

use serde_json::Value;
use uuid::Uuid;

use crate::db::duplicates::groups::GroupHead;
use crate::db::events::append::NewEvent;
use crate::domain::event::EventKind;
use crate::domain::ids::{CommentId, DuplicateGroupId};
use crate::domain::refusal::{Invalid, Refusal};

/// A group as a moderator has read it.
#[derive(Debug, Clone, Copy)]
pub struct ReadGroup {
    pub group: DuplicateGroupId,
    pub version: i32,
}

/// # Errors
/// `GroupSettled` for a group in that state: one decision was made about it.
pub fn refuse_settled(state: &str) -> Result<(), Refusal> {
    if state == "settled" {
        Err(Refusal::GroupSettled)
    } else {
        Ok(())
    }
}

/// # Errors
/// `VersionConflict` with the version that holds, unless it is the one that was read.
pub fn check_version(current: i32, read: i32) -> Result<(), Refusal> {
    if current == read {
        Ok(())
    } else {
        Err(Refusal::version_conflict(current))
    }
}

/// # Errors
/// `Invalid` with an entry for each comment under `pointer` that is no member.
pub fn refuse_strangers(
    (pointer, comments): (&str, &[CommentId]),
    members: &[Uuid],
) -> Result<(), Refusal> {
    let known: HashSet<&Uuid> = members.iter().collect();
    let strangers: Vec<Invalid> = comments
        .iter()
        .enumerate()
        .filter(|(_, comment)| !known.contains(&comment.0))
        .map(|(at, _)| {
            Invalid::new(
                format!("{pointer}/{at}"),
                "not_a_member",
                "Name comments of this group only.",
            )
        })
        .collect();
    if strangers.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Invalid(strangers))
    }
}

/// The event that a group was changed by hand.
pub fn changed(head: &GroupHead, kind: EventKind, payload: Value) -> NewEvent {
    NewEvent::of_site(kind, head.site_id.into(), payload)
}
