//! JSON shapes of groups of duplicates, shared by several resources.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::db::duplicates::groups::GroupHead;
use crate::flows::duplicates::read::{Group, Member};
use crate::http::problem::examples::sample_id;
use crate::http::time::{milliseconds, optional_milliseconds};
use crate::http::v1::moderation::views::{
    DiffSpan, ModeratedComment, diff, example_moderated, with_fields,
};
use crate::moderation::comparison::MatchKind;

/// Comments that are duplicates of each other.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DuplicateGroup {
    #[serde(flatten)]
    pub head: GroupSummary,
    /// The oldest member.
    pub original: ModeratedComment,
    /// The other members, oldest first: up to 10 in a list and 200 of a group alone, and fewer if
    /// they are large. `size` counts all.
    pub members: Vec<GroupMember>,
}

/// A group without its comments.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupSummary {
    pub id: Uuid,
    /// open or settled.
    #[schema(example = "open")]
    pub state: &'static str,
    /// The number of all members, with the original.
    #[schema(minimum = 1)]
    pub size: i32,
    #[schema(minimum = 1)]
    pub version: i32,
    /// When the oldest member was written.
    #[serde(serialize_with = "milliseconds")]
    pub first_at: DateTime<Utc>,
    /// When the newest member was written.
    #[serde(serialize_with = "milliseconds")]
    pub last_at: DateTime<Utc>,
    #[serde(serialize_with = "optional_milliseconds")]
    pub settled_at: Option<DateTime<Utc>>,
    /// The name of the moderator who settled the group.
    pub settled_by: Option<String>,
}

/// A member, compared with the original as both texts are now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupMember {
    pub comment: ModeratedComment,
    /// exact, near, contains, frame or short; null if a moderator, or only other members, connect
    /// it with the original.
    #[schema(example = "near")]
    pub kind: Option<&'static str>,
    #[schema(minimum = 0, maximum = 1)]
    pub similarity: f64,
    /// The share of the shorter text that the other one contains.
    #[schema(minimum = 0, maximum = 1)]
    pub containment: f64,
    pub same_author: bool,
    /// The differences from the original to this text. Null in a list from the fourth member on:
    /// read the group for them.
    pub diff: Option<Vec<DiffSpan>>,
}

impl From<Group> for DuplicateGroup {
    fn from(group: Group) -> Self {
        Self {
            head: (&group.head).into(),
            original: group.original.into(),
            members: group.members.into_iter().map(GroupMember::from).collect(),
        }
    }
}

impl From<&GroupHead> for GroupSummary {
    fn from(head: &GroupHead) -> Self {
        Self {
            id: head.duplicate_group_id.into(),
            state: head.state.as_str(),
            size: head.size,
            version: head.version,
            first_at: head.first_at,
            last_at: head.last_at,
            settled_at: head.settled_at,
            settled_by: head.settled_by_name.clone(),
        }
    }
}

impl From<Member> for GroupMember {
    fn from(member: Member) -> Self {
        let Member {
            comment,
            comparison,
        } = member;

        Self {
            comment: comment.into(),
            kind: comparison.likeness.kind.map(MatchKind::as_str),
            similarity: comparison.likeness.similarity,
            containment: comparison.likeness.containment,
            same_author: comparison.same_author,
            diff: comparison.diff.map(diff),
        }
    }
}

fn example_diff() -> Value {
    json!([{"op": "equal", "text": "Thank you, this helped me"}, {"op": "insert", "text": " a lot"},
        {"op": "equal", "text": "."}])
}

fn example_summary() -> Value {
    json!({"id": sample_id(), "state": "open", "size": 2, "version": 2,
        "first_at": "2026-11-23T09:30:00.000Z", "last_at": "2026-11-23T09:35:00.000Z",
        "settled_at": null, "settled_by": null})
}

pub(crate) fn example_group() -> Value {
    let member = json!({"comment": example_moderated(), "kind": "near", "similarity": 0.87,
        "containment": 0.95, "same_author": false, "diff": example_diff()});

    with_fields(
        example_summary(),
        json!({"original": example_moderated(), "members": [member]}),
    )
}

pub(crate) fn example_settlement() -> Value {
    let settled = json!({"state": "settled", "version": 3, "settled_at": "2026-11-23T09:40:00.000Z",
        "settled_by": "Grace Hopper"});

    json!({"group": with_fields(example_summary(), settled), "decided": 1})
}

pub(crate) fn example_match() -> Value {
    json!({"comment": example_moderated(), "kind": "near", "similarity": 0.87, "containment": 0.95,
        "age_seconds": 3600, "diff": example_diff()})
}

pub(crate) fn example_split() -> Value {
    json!({"rest": example_group(), "apart": null})
}
