//! How do groups of repeats and matches look to moderators?

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::db::duplicate_groups::GroupHead;
use crate::flows::check_duplicates::Found;
use crate::flows::read_groups::{Group, Member};
use crate::flows::settle_group::Settled;
use crate::http::examples::sample_id;
use crate::http::time::{milliseconds, optional_milliseconds};
use crate::http::v1::moderation_views::{DiffSpan, ModeratedComment, diff, example_moderated};
use crate::moderation::comparison::MatchKind;

/// Comments that repeat each other.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicateGroup {
    #[serde(flatten)]
    pub head: GroupSummary,
    /// The oldest of them.
    pub original: ModeratedComment,
    /// The others, oldest first, as many as the page shows.
    pub members: Vec<GroupMember>,
}

/// A group without its comments.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupSummary {
    pub id: Uuid,
    /// open or settled.
    #[schema(example = "open")]
    pub state: String,
    /// All members, the original included.
    #[schema(minimum = 1)]
    pub size: i32,
    #[schema(minimum = 1)]
    pub version: i32,
    /// When the oldest of the members was written, and when the latest.
    #[serde(serialize_with = "milliseconds")]
    pub first_at: DateTime<Utc>,
    #[serde(serialize_with = "milliseconds")]
    pub last_at: DateTime<Utc>,
    #[serde(serialize_with = "optional_milliseconds")]
    pub settled_at: Option<DateTime<Utc>>,
    /// The name of the moderator who settled it.
    pub settled_by: Option<String>,
}

/// A comment that repeats, compared with the original as both are now.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupMember {
    pub comment: ModeratedComment,
    /// exact, near, contains, frame or short; null where a moderator, or only other members,
    /// connect it with the original.
    #[schema(example = "near")]
    pub kind: Option<&'static str>,
    #[schema(minimum = 0, maximum = 1)]
    pub similarity: f64,
    /// How much of the shorter text stands in the other one.
    #[schema(minimum = 0, maximum = 1)]
    pub containment: f64,
    pub same_author: bool,
    /// From the original to this text.
    pub diff: Vec<DiffSpan>,
}

/// What came of taking comments out of a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupSplit {
    /// Null: one comment is left, and is no group.
    #[schema(nullable)]
    pub rest: Option<DuplicateGroup>,
    /// Those of the comments taken out that are not withdrawn, as a group of their own; null for
    /// fewer than two.
    #[schema(nullable)]
    pub apart: Option<DuplicateGroup>,
}

/// What came of settling a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupSettlement {
    pub group: GroupSummary,
    /// Comments that a decision was made about: those not kept that did not stand there already.
    #[schema(minimum = 0)]
    pub decided: usize,
}

/// The matches of a text.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicateMatches {
    pub items: Vec<DuplicateMatch>,
}

/// A stored comment that a text repeats.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicateMatch {
    pub comment: ModeratedComment,
    /// exact, near, contains, frame or short.
    #[schema(example = "near")]
    pub kind: &'static str,
    #[schema(minimum = 0, maximum = 1)]
    pub similarity: f64,
    /// How much of the shorter text stands in the other one.
    #[schema(minimum = 0, maximum = 1)]
    pub containment: f64,
    /// How long ago that comment was written.
    pub age_seconds: i64,
    /// From that comment's text to the one that was sent.
    pub diff: Vec<DiffSpan>,
}

impl From<Group> for DuplicateGroup {
    fn from(group: Group) -> Self {
        let members = group.members.into_iter().map(GroupMember::from).collect();
        Self {
            head: (&group.head).into(),
            original: group.original.into(),
            members,
        }
    }
}

impl From<&GroupHead> for GroupSummary {
    fn from(head: &GroupHead) -> Self {
        Self {
            id: head.duplicate_group_id,
            state: head.state.clone(),
            size: head.size,
            version: head.version,
            first_at: head.first_at,
            last_at: head.last_at,
            settled_at: head.settled_at,
            settled_by: head.settled_by.clone(),
        }
    }
}

impl From<Member> for GroupMember {
    fn from(member: Member) -> Self {
        Self {
            comment: member.comment.into(),
            kind: member.likeness.kind.map(MatchKind::as_str),
            similarity: member.likeness.similarity,
            containment: member.likeness.containment,
            same_author: member.same_author,
            diff: diff(member.diff),
        }
    }
}

impl From<&Settled> for GroupSettlement {
    fn from(settled: &Settled) -> Self {
        Self {
            group: (&settled.group).into(),
            decided: settled.decided,
        }
    }
}

impl From<Found> for DuplicateMatch {
    fn from(found: Found) -> Self {
        Self {
            comment: found.comment.into(),
            kind: found.matched.kind.as_str(),
            similarity: found.matched.similarity,
            containment: found.matched.containment,
            age_seconds: found.age_seconds,
            diff: diff(found.diff),
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

pub fn example_group() -> Value {
    let mut group = example_summary();
    if let Some(fields) = group.as_object_mut() {
        fields.insert("original".to_owned(), example_moderated());
        let member = json!({"comment": example_moderated(), "kind": "near", "similarity": 0.87,
            "containment": 0.95, "same_author": false, "diff": example_diff()});
        fields.insert("members".to_owned(), json!([member]));
    }
    group
}

pub fn example_settlement() -> Value {
    let mut group = example_summary();
    if let Some(fields) = group.as_object_mut() {
        let settled = json!({"state": "settled", "version": 3, "settled_at": "2026-11-23T09:40:00.000Z",
            "settled_by": "Grace Hopper"});
        fields.extend(settled.as_object().cloned().unwrap_or_default());
    }
    json!({"group": group, "decided": 1})
}

pub fn example_match() -> Value {
    json!({"comment": example_moderated(), "kind": "near", "similarity": 0.87, "containment": 0.95,
        "age_seconds": 3600, "diff": example_diff()})
}

pub fn example_split() -> Value {
    json!({"rest": example_group(), "apart": null})
}
