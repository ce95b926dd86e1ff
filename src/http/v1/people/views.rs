//! JSON shapes of exported personal data.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::db::accounts::moderators::ModeratorRow;
use crate::db::people::export::{ReportRow, TextPlace, TextRow};
use crate::domain::audit::to_hex;
use crate::domain::ids::CommentId;
use crate::flows::people::export::{ExportPage, ExportedComment};
use crate::http::problem::examples::sample_id;
use crate::http::time::{milliseconds, optional_milliseconds};
use crate::http::v1::moderation::views::{
    DecisionView, FindingView, example_decision, example_finding,
};
use crate::http::v1::threads::views::CommentStatus;

/// A page of what is stored about a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonalData {
    /// The account of the address; null if it has none.
    pub account: Option<ExportedAccount>,
    /// A comment whose texts do not fit on one page is on the next page again, with its further
    /// texts.
    pub comments: Vec<ExportedCommentView>,
    /// The value of `after` for the next page; null on the last page.
    pub next: Option<ExportPlace>,
}

/// A place in an export: the last text of a page.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Validate, ToSchema)]
pub(crate) struct ExportPlace {
    comment_id: Uuid,
    #[validate(range(min = 0, message = "Give `next` of the page before."))]
    #[schema(minimum = 0)]
    revision: i32,
}

/// An account of staff.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportedAccount {
    id: Uuid,
    #[schema(format = "email", example = "ada@example.org")]
    email: String,
    name: String,
    role: &'static str,
    active: bool,
    #[serde(serialize_with = "milliseconds")]
    created_at: DateTime<Utc>,
}

/// A comment with all that is stored about it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportedComment)]
pub(crate) struct ExportedCommentView {
    id: Uuid,
    /// The name of the site.
    site: String,
    article_id: Uuid,
    article_title: String,
    parent_id: Option<Uuid>,
    status: CommentStatus,
    author: ExportedAuthor,
    #[serde(serialize_with = "milliseconds")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "optional_milliseconds")]
    edited_at: Option<DateTime<Utc>>,
    /// The texts of the comment, the present one last.
    texts: Vec<ExportedText>,
    /// The findings about these texts.
    findings: Vec<FindingView>,
    /// The number of all decisions about the comment.
    #[schema(minimum = 0)]
    decision_count: i64,
    /// The last 100 decisions about the comment.
    decisions: Vec<DecisionView>,
    /// The number of all reports about the comment.
    #[schema(minimum = 0)]
    report_count: i64,
    /// What readers reported about the comment: the last 100 reports.
    reports: Vec<ExportedReport>,
}

/// The author as stored with the comment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportedAuthor {
    name: String,
    #[schema(format = "email", example = "ada@example.org")]
    email: String,
    website: Option<String>,
    is_moderator: bool,
    /// A keyed hash of the network address, in hexadecimal; null after `MODERATO_ADDRESS_DAYS`.
    ip_hash: Option<String>,
}

/// A present or earlier text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportedText {
    #[schema(minimum = 1)]
    revision: i32,
    /// Markdown.
    body: String,
    #[serde(serialize_with = "milliseconds")]
    created_at: DateTime<Utc>,
}

/// A report about the comment, without the reader who made it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportedReport {
    #[schema(example = "spam")]
    reason: String,
    detail: Option<String>,
    #[serde(serialize_with = "milliseconds")]
    created_at: DateTime<Utc>,
}

impl From<ExportPage> for PersonalData {
    fn from(page: ExportPage) -> Self {
        Self {
            account: page.account.map(ExportedAccount::from),
            comments: page
                .comments
                .into_iter()
                .map(ExportedCommentView::from)
                .collect(),
            next: page.next.map(ExportPlace::from),
        }
    }
}

impl From<TextPlace> for ExportPlace {
    fn from(place: TextPlace) -> Self {
        Self {
            comment_id: place.comment.into(),
            revision: place.revision,
        }
    }
}

impl From<ExportPlace> for TextPlace {
    fn from(place: ExportPlace) -> Self {
        Self {
            comment: CommentId(place.comment_id),
            revision: place.revision,
        }
    }
}

impl From<ModeratorRow> for ExportedAccount {
    fn from(row: ModeratorRow) -> Self {
        Self {
            id: row.moderator_id.into(),
            email: row.shown_email().to_owned(),
            role: row.role.as_str(),
            active: row.active,
            created_at: row.created_at,
            name: row.name,
        }
    }
}

impl From<ExportedComment> for ExportedCommentView {
    fn from(exported: ExportedComment) -> Self {
        let head = exported.head;

        Self {
            id: head.comment_id.into(),
            site: head.site,
            article_id: head.article_id.into(),
            article_title: head.article_title,
            parent_id: head.parent_id.map(Into::into),
            status: head.status.into(),
            author: ExportedAuthor {
                name: head.author_name,
                email: head.author_email,
                website: head.author_website,
                is_moderator: head.is_moderator,
                ip_hash: head.author_ip_hash.as_deref().map(to_hex),
            },
            created_at: head.created_at,
            edited_at: head.edited_at,
            texts: exported.texts.into_iter().map(ExportedText::from).collect(),
            findings: exported
                .findings
                .into_iter()
                .map(FindingView::from)
                .collect(),
            decision_count: head.decision_count,
            decisions: exported
                .decisions
                .into_iter()
                .map(DecisionView::from)
                .collect(),
            report_count: head.report_count,
            reports: exported
                .reports
                .into_iter()
                .map(ExportedReport::from)
                .collect(),
        }
    }
}

impl From<TextRow> for ExportedText {
    fn from(row: TextRow) -> Self {
        Self {
            revision: row.revision,
            body: row.body,
            created_at: row.created_at,
        }
    }
}

impl From<ReportRow> for ExportedReport {
    fn from(row: ReportRow) -> Self {
        Self {
            reason: row.reason,
            detail: row.detail,
            created_at: row.created_at,
        }
    }
}

/// A page for the examples of the OpenAPI document.
pub(super) fn example_export() -> Value {
    json!({
        "account": null,
        "comments": [{
            "id": sample_id(), "site": "default", "article_id": sample_id(), "article_title": "Sleep and memory",
            "parent_id": null, "status": "approved",
            "author": {"name": "Ada Lovelace", "email": "ada@example.org", "website": null, "is_moderator": false,
                "ip_hash": null},
            "created_at": "2026-11-23T09:30:00.000Z", "edited_at": null,
            "texts": [{"revision": 1, "body": "Thank you, this helped me a lot.",
                "created_at": "2026-11-23T09:30:00.000Z"}],
            "findings": [example_finding()], "decision_count": 1, "decisions": [example_decision()],
            "report_count": 1, "reports": [{"reason": "spam", "detail": null,
                "created_at": "2026-11-23T09:35:00.000Z"}],
        }],
        "next": null,
    })
}
