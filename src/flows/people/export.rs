//! Exports what is stored about a person, a page in one transaction. The audit log tells that it
//! happened, not about whom.

use serde_json::json;

use crate::app::App;
use crate::db::accounts::moderators::{ModeratorRow, find_credentials, find_moderator};
use crate::db::comments::findings::FindingRow;
use crate::db::connection::connect::Connection;
use crate::db::moderation::decisions::DecisionRow;
use crate::db::people::export::{
    HeadRow, ReportRow, TextPlace, TextRow, list_decisions_about_each, list_findings_about,
    list_heads, list_reports_about_each, list_texts,
};
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::email::EmailAddress;
use crate::domain::ids::CommentId;
use crate::domain::rights::Admin;
use crate::error::Result;
use crate::flows::audit::append::append_audit;
use crate::flows::people::person::author_keys;

/// A part of what is stored about a person.
#[derive(Debug, Clone)]
pub(crate) struct ExportPage {
    /// The account of the address, if it has one.
    pub account: Option<ModeratorRow>,
    pub comments: Vec<ExportedComment>,
    /// The last text of this page, if more follow.
    pub next: Option<TextPlace>,
}

/// A comment with those of its texts that are on the page. If more follow, the next page begins with
/// the same comment.
#[derive(Debug, Clone)]
pub(crate) struct ExportedComment {
    pub head: HeadRow,
    pub texts: Vec<TextRow>,
    pub findings: Vec<FindingRow>,
    pub decisions: Vec<DecisionRow>,
    pub reports: Vec<ReportRow>,
}

/// Before the first text.
const START: TextPlace = TextPlace {
    comment: CommentId::NIL,
    revision: 0,
};

/// Reads the texts of the person after a place, with all that belongs to them.
///
/// # Errors
/// `Unavailable` without a database.
pub(crate) async fn export(
    app: &App,
    admin: &Admin,
    email: &EmailAddress,
    after: Option<TextPlace>,
) -> Result<ExportPage> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let keys = author_keys(conn, email).await?;
            let texts = list_texts(conn, &keys, after.unwrap_or(START)).await?;

            let page = ExportPage {
                account: find_account(conn, email).await?,
                next: next(&texts),
                comments: read_comments(conn, texts).await?,
            };

            let entry = AuditEntry::new(AuditKind::PersonExported)
                .by(admin.id())
                .with(json!({ "comments": page.comments.len() }));
            append_audit(conn, entry).await?;

            Ok(page)
        })
        .await
}

async fn find_account(conn: &mut Connection, email: &EmailAddress) -> Result<Option<ModeratorRow>> {
    match find_credentials(conn, &email.account_keys()).await? {
        Some(credentials) => find_moderator(conn, credentials.moderator.moderator_id).await,
        None => Ok(None),
    }
}

/// The place of the last text, if not all texts that were found are on the page.
fn next(texts: &[TextRow]) -> Option<TextPlace> {
    let last = texts.last()?;
    let is_complete = i64::try_from(texts.len()).is_ok_and(|shown| shown >= last.found);

    (!is_complete).then_some(TextPlace {
        comment: last.comment_id,
        revision: last.revision,
    })
}

async fn read_comments(conn: &mut Connection, texts: Vec<TextRow>) -> Result<Vec<ExportedComment>> {
    let places: Vec<TextPlace> = texts
        .iter()
        .map(|text| TextPlace {
            comment: text.comment_id,
            revision: text.revision,
        })
        .collect();
    let mut ids: Vec<CommentId> = texts.iter().map(|text| text.comment_id).collect();
    ids.dedup();

    let heads = list_heads(conn, &ids).await?;
    let findings = list_findings_about(conn, &places).await?;
    let decisions = list_decisions_about_each(conn, &ids).await?;
    let reports = list_reports_about_each(conn, &ids).await?;

    let comments = heads.into_iter().map(|head| {
        let id = head.comment_id;

        ExportedComment {
            texts: of_comment(&texts, |text| text.comment_id == id),
            findings: of_comment(&findings, |finding| finding.comment_id == id),
            decisions: of_comment(&decisions, |decision| decision.comment_id == id),
            reports: of_comment(&reports, |report| report.comment_id == id),
            head,
        }
    });
    Ok(comments.collect())
}

/// The rows of one comment.
fn of_comment<T: Clone>(rows: &[T], belongs: impl Fn(&T) -> bool) -> Vec<T> {
    rows.iter().filter(|row| belongs(row)).cloned().collect()
}
