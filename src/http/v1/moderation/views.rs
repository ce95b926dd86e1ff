//! How do comments, decisions and differences look to moderators? The JSON shapes that several
//! resources share.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::db::comments::findings::FindingRow;
use crate::db::moderation::decisions::DecisionRow;
use crate::db::moderation::queue::ModeratedRow;
use crate::flows::moderation::decide::Decided;
use crate::http::problem::examples::sample_id;
use crate::http::time::{milliseconds, optional_milliseconds};
use crate::http::v1::threads::views::{CommentStatus, example_comment};
use crate::text::diff::Span;

/// A comment as moderators see it: in any status, with what readers never see.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModeratedComment {
    pub id: Uuid,
    pub article_id: Uuid,
    pub article_title: String,
    /// The name of the site.
    pub site: String,
    pub parent_id: Option<Uuid>,
    #[schema(minimum = 1)]
    pub number: Option<i64>,
    #[schema(minimum = 0, maximum = 50)]
    pub depth: i32,
    pub author: ModeratedAuthor,
    /// Markdown.
    pub body: String,
    /// The body, rendered and sanitised.
    pub html: String,
    pub status: CommentStatus,
    /// Send it with a decision: it says that nobody else decided since.
    #[schema(minimum = 1)]
    pub version: i32,
    /// How often the text was written: 1 for a comment that was never edited.
    #[schema(minimum = 1)]
    pub revision: i32,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
    #[serde(serialize_with = "optional_milliseconds")]
    pub edited_at: Option<DateTime<Utc>>,
    #[schema(minimum = 0)]
    pub reply_count: i64,
    #[schema(minimum = 0)]
    pub report_count: i64,
    /// The group of repeats that it is in.
    pub duplicate_group_id: Option<Uuid>,
}

/// Who signs a comment, for moderators only.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModeratedAuthor {
    pub name: String,
    #[schema(format = "email", example = "ada@example.org")]
    pub email: String,
    pub website: Option<String>,
    pub is_moderator: bool,
    /// A pseudonym of the address, in hexadecimal: equal for the same address on one site, and for
    /// nothing else.
    pub ip_hash: Option<String>,
}

/// Why a comment was held, or what a moderator may want to know of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingView {
    pub phase: String,
    #[schema(example = "near_duplicate")]
    pub code: String,
    /// `note` or `hold`.
    #[schema(example = "hold")]
    pub severity: String,
    /// What the phase saw.
    #[schema(value_type = Object)]
    pub evidence: Value,
    /// The text that it is about.
    #[schema(minimum = 1)]
    pub revision: i32,
}

/// One entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionView {
    pub id: Uuid,
    pub comment_id: Uuid,
    pub article_id: Uuid,
    /// approve, reject, spam, hold, undo; withdraw and edit are the author's.
    #[schema(example = "approve")]
    pub action: String,
    pub status_before: CommentStatus,
    pub status_after: CommentStatus,
    /// The comment's version that the decision made.
    #[schema(minimum = 1)]
    pub version: i32,
    /// Null where the author acted.
    pub moderator: Option<DecidedBy>,
    pub reason: Option<String>,
    pub note: Option<String>,
    /// The decision that this one takes back.
    pub undoes: Option<Uuid>,
    /// The group of repeats that this one settled.
    pub duplicate_group_id: Option<Uuid>,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
}

/// The moderator who made a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecidedBy {
    pub id: Uuid,
    pub name: Option<String>,
}

/// What came of a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionMade {
    /// Null where the comment stood there already and nobody ever decided about it.
    pub decision: Option<DecisionView>,
    pub comment: ModeratedComment,
}

/// A stretch of text with one fate.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiffSpan {
    /// equal, insert or delete.
    #[schema(example = "equal")]
    pub op: &'static str,
    pub text: String,
}

impl From<ModeratedRow> for ModeratedComment {
    fn from(row: ModeratedRow) -> Self {
        let place = row.place;
        Self {
            id: place.comment_id.into(),
            article_id: place.article_id.into(),
            article_title: row.article_title,
            site: row.site,
            parent_id: place.parent_id.map(Uuid::from),
            number: place.number,
            depth: place.depth,
            author: ModeratedAuthor {
                name: place.author_name,
                email: row.author_email,
                website: place.author_website,
                is_moderator: place.is_moderator,
                ip_hash: row.author_ip_hash.as_deref().map(hexadecimal),
            },
            body: place.body,
            html: place.html,
            status: place.status.into(),
            version: row.version,
            revision: row.revision,
            created_at: place.created_at,
            edited_at: place.edited_at,
            reply_count: place.reply_count,
            report_count: row.report_count,
            duplicate_group_id: row.duplicate_group_id,
        }
    }
}

impl From<FindingRow> for FindingView {
    fn from(row: FindingRow) -> Self {
        let FindingRow {
            phase,
            code,
            severity,
            evidence,
            revision,
            ..
        } = row;
        Self {
            phase,
            code,
            severity,
            evidence,
            revision,
        }
    }
}

impl From<DecisionRow> for DecisionView {
    fn from(row: DecisionRow) -> Self {
        Self {
            id: row.decision_id,
            comment_id: row.comment_id,
            article_id: row.article_id,
            action: row.action,
            status_before: CommentStatus::of(&row.status_before),
            status_after: CommentStatus::of(&row.status_after),
            version: row.version,
            moderator: row.moderator_id.map(|id| DecidedBy {
                id,
                name: row.moderator_name,
            }),
            reason: row.reason,
            note: row.note,
            undoes: row.undoes,
            duplicate_group_id: row.duplicate_group_id,
            created_at: row.created_at,
        }
    }
}

impl From<&Decided> for DecisionMade {
    fn from(decided: &Decided) -> Self {
        let decision = decided.decision.clone().map(DecisionView::from);
        Self {
            decision,
            comment: decided.comment.clone().into(),
        }
    }
}

impl From<Span> for DiffSpan {
    fn from(span: Span) -> Self {
        Self {
            op: span.op.as_str(),
            text: span.text,
        }
    }
}

pub fn diff(spans: Vec<Span>) -> Vec<DiffSpan> {
    spans.into_iter().map(DiffSpan::from).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A comment for the examples of the OpenAPI document.
pub fn example_moderated() -> Value {
    let mut comment = example_comment("pending");
    let more = json!({
        "article_title": "Sleep and memory", "site": "default", "version": 1, "revision": 1, "report_count": 0,
        "duplicate_group_id": null,
        "author": {"name": "Ada Lovelace", "email": "ada@example.org", "website": null, "is_moderator": false,
            "ip_hash": "9f86d081884c7d65"},
    });
    if let (Some(fields), Value::Object(more)) = (comment.as_object_mut(), more) {
        fields.extend(more);
    }
    comment
}

/// The same with one more member.
pub fn example_moderated_with(more: Value) -> Value {
    let mut comment = example_moderated();
    if let (Some(fields), Value::Object(more)) = (comment.as_object_mut(), more) {
        fields.extend(more);
    }
    comment
}

pub fn example_finding() -> Value {
    json!({"phase": "near_duplicate", "code": "near_duplicate", "severity": "hold", "revision": 1,
        "evidence": {"comment_id": sample_id(), "kind": "near", "similarity": 0.87}})
}

pub fn example_decision() -> Value {
    json!({
        "id": sample_id(), "comment_id": sample_id(), "article_id": sample_id(), "action": "approve",
        "status_before": "pending", "status_after": "approved", "version": 2,
        "moderator": {"id": sample_id(), "name": "Grace Hopper"}, "reason": null, "note": null, "undoes": null,
        "duplicate_group_id": null, "created_at": "2026-11-23T09:40:00.000Z",
    })
}

pub fn example_decided() -> Value {
    json!({"decision": example_decision(), "comment": example_moderated()})
}
