//! JSON shapes of comments, decisions and differences for moderators, shared by several resources.

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
use crate::moderation::facts::SharedContact;
use crate::text::diff::Span;

/// A comment as moderators see it: in any status, with fields that readers never see.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModeratedComment {
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
    /// Send it with a decision, so that a change since then is noticed.
    #[schema(minimum = 1)]
    pub version: i32,
    /// The number of texts that the comment has had: 1 if it was never edited.
    #[schema(minimum = 1)]
    pub revision: i32,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
    #[serde(serialize_with = "optional_milliseconds")]
    pub edited_at: Option<DateTime<Utc>>,
    /// When the data of its author were erased: it has neither a text nor an author since then.
    #[serde(serialize_with = "optional_milliseconds")]
    pub erased_at: Option<DateTime<Utc>>,
    #[schema(minimum = 0)]
    pub reply_count: i64,
    #[schema(minimum = 0)]
    pub report_count: i64,
    /// The group of duplicates that the comment is in.
    pub duplicate_group_id: Option<Uuid>,
}

/// The author of a comment, as moderators see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModeratedAuthor {
    /// Empty in an erased comment.
    pub name: String,
    /// Empty in an erased comment.
    #[schema(example = "ada@example.org")]
    pub email: String,
    pub website: Option<String>,
    pub is_moderator: bool,
    /// A pseudonym of the network address, in hexadecimal. It is equal for equal addresses on one
    /// site.
    pub ip_hash: Option<String>,
}

/// A finding of a phase about a comment: a reason to hold it, or a note for moderators.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingView {
    pub phase: String,
    #[schema(example = "near_duplicate")]
    pub code: String,
    /// `note` or `hold`.
    #[schema(example = "hold")]
    pub severity: String,
    /// The facts that the phase found.
    #[schema(value_type = Object)]
    pub evidence: Value,
    /// The revision of the text that the finding is about.
    #[schema(minimum = 1)]
    pub revision: i32,
}

/// A contact in a text, such as a telephone number, and its use by other authors of the site within
/// the policy's `other_authors_window_days`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactView {
    /// telephone, email, handle, invitation, wallet or iban.
    #[schema(example = "telephone")]
    pub kind: &'static str,
    /// The contact as it is written in the text.
    #[schema(example = "+1 555 010 7788")]
    pub value: String,
    /// The number of other authors who use it.
    #[schema(minimum = 0, maximum = 50)]
    pub other_authors: usize,
    /// The number of their comments. The latest fifty count.
    #[schema(minimum = 0, maximum = 50)]
    pub other_comments: usize,
    /// The oldest of those comments.
    pub comment_id: Option<Uuid>,
    /// Whether a comment with this contact gets the finding `shared_contact`: others use it, it is
    /// not in the article, no staff wrote it, and no moderator approved a comment with it.
    pub is_suspicious: bool,
}

impl From<SharedContact> for ContactView {
    fn from(contact: SharedContact) -> Self {
        Self {
            kind: contact.kind.as_str(),
            other_authors: contact.other_authors(),
            other_comments: contact.uses.len(),
            comment_id: contact.uses.first().map(|first| first.comment_id.into()),
            is_suspicious: contact.is_suspicious(),
            value: contact.written,
        }
    }
}

/// One entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisionView {
    pub id: Uuid,
    pub comment_id: Uuid,
    pub article_id: Uuid,
    /// approve, reject, spam, hold or undo by a moderator; withdraw or edit by the author.
    #[schema(example = "approve")]
    pub action: String,
    pub status_before: CommentStatus,
    pub status_after: CommentStatus,
    /// The version of the comment after the decision.
    #[schema(minimum = 1)]
    pub version: i32,
    /// Null if the author acted.
    pub moderator: Option<DecidedBy>,
    pub reason: Option<String>,
    pub note: Option<String>,
    /// The decision that this one undoes.
    pub undoes: Option<Uuid>,
    /// The group of duplicates that this decision settled.
    pub duplicate_group_id: Option<Uuid>,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
}

/// The moderator who made a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecidedBy {
    pub id: Uuid,
    pub name: Option<String>,
}

/// The result of a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisionMade {
    /// The new decision, or the last one if nothing changed; null if nobody ever decided about the
    /// comment.
    pub decision: Option<DecisionView>,
    pub comment: ModeratedComment,
}

/// A part of two compared texts. Texts whose comparison would cost too much are one part to delete
/// and one to insert.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiffSpan {
    /// equal: in both texts; insert: in the later text only; delete: in the earlier text only.
    #[schema(example = "equal")]
    pub op: &'static str,
    pub text: String,
}

impl From<ModeratedRow> for ModeratedComment {
    fn from(row: ModeratedRow) -> Self {
        let shown = row.thread_comment;

        Self {
            id: shown.comment_id.into(),
            article_id: shown.article_id.into(),
            article_title: row.article_title,
            site: row.site,
            parent_id: shown.parent_id.map(Into::into),
            number: shown.number,
            depth: shown.depth,
            author: ModeratedAuthor {
                name: shown.author_name,
                email: row.author_email,
                website: shown.author_website,
                is_moderator: shown.is_moderator,
                ip_hash: row.author_ip_hash.as_deref().map(hexadecimal),
            },
            body: shown.body,
            html: shown.html,
            status: CommentStatus::from(shown.status),
            version: row.version,
            revision: row.revision,
            created_at: shown.created_at,
            edited_at: shown.edited_at,
            erased_at: row.erased_at,
            reply_count: shown.reply_count,
            report_count: row.report_count,
            duplicate_group_id: row.duplicate_group_id.map(Into::into),
        }
    }
}

impl From<FindingRow> for FindingView {
    fn from(row: FindingRow) -> Self {
        Self {
            phase: row.phase,
            code: row.code,
            severity: row.severity,
            evidence: row.evidence,
            revision: row.revision,
        }
    }
}

impl From<DecisionRow> for DecisionView {
    fn from(row: DecisionRow) -> Self {
        let moderator = row.moderator_id.map(|id| DecidedBy {
            id: id.into(),
            name: row.moderator_name,
        });

        Self {
            id: row.decision_id.into(),
            comment_id: row.comment_id.into(),
            article_id: row.article_id.into(),
            action: row.action,
            status_before: CommentStatus::of(row.status_before.as_str()),
            status_after: CommentStatus::of(row.status_after.as_str()),
            version: row.version,
            moderator,
            reason: row.reason,
            note: row.note,
            undoes: row.undoes.map(Into::into),
            duplicate_group_id: row.duplicate_group_id.map(Into::into),
            created_at: row.created_at,
        }
    }
}

impl From<&Decided> for DecisionMade {
    fn from(decided: &Decided) -> Self {
        Self {
            decision: decided.decision.clone().map(DecisionView::from),
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

/// The differences between two texts, in their order.
pub(crate) fn diff(spans: Vec<Span>) -> Vec<DiffSpan> {
    spans.into_iter().map(DiffSpan::from).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A comment for the examples of the OpenAPI document.
pub(crate) fn example_moderated() -> Value {
    let fields = json!({
        "article_title": "Sleep and memory", "site": "default", "version": 1, "revision": 1, "report_count": 0,
        "duplicate_group_id": null, "erased_at": null,
        "author": {"name": "Ada Lovelace", "email": "ada@example.org", "website": null, "is_moderator": false,
            "ip_hash": "9f86d081884c7d65"},
    });

    with_fields(example_comment("pending"), fields)
}

/// The same with more fields.
pub(crate) fn example_moderated_with(fields: Value) -> Value {
    with_fields(example_moderated(), fields)
}

/// An example with more fields, which replace fields of the same name.
pub(crate) fn with_fields(mut object: Value, fields: Value) -> Value {
    if let (Some(object), Value::Object(fields)) = (object.as_object_mut(), fields) {
        object.extend(fields);
    }

    object
}

pub(crate) fn example_finding() -> Value {
    json!({"phase": "near_duplicate", "code": "near_duplicate", "severity": "hold", "revision": 1,
        "evidence": {"comment_id": sample_id(), "kind": "near", "similarity": 0.87}})
}

pub(crate) fn example_decision() -> Value {
    json!({
        "id": sample_id(), "comment_id": sample_id(), "article_id": sample_id(), "action": "approve",
        "status_before": "pending", "status_after": "approved", "version": 2,
        "moderator": {"id": sample_id(), "name": "Grace Hopper"}, "reason": null, "note": null, "undoes": null,
        "duplicate_group_id": null, "created_at": "2026-11-23T09:40:00.000Z",
    })
}

pub(crate) fn example_decided() -> Value {
    json!({"decision": example_decision(), "comment": example_moderated()})
}
