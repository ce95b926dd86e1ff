//! The finding that sums up the reports of a comment, so that the queue's filter by finding finds
//! reported comments.

use serde_json::{Map, Value, json};

use crate::db::comments::findings::FindingRow;
use crate::db::comments::reports::{count_reasons, upsert_finding};
use crate::db::connection::connect::Connection;
use crate::domain::keys::CommentKey;
use crate::error::Result;
use crate::moderation::finding::Severity;

/// Behind the findings of every verdict, whose positions count from 0.
const POSITION: i32 = 1_000;

/// Writes the finding `reported` for one revision, unless nobody has reported the comment. Returns
/// the number of readers who have.
pub(super) async fn write_report_finding(
    conn: &mut Connection,
    comment: CommentKey,
    revision: i32,
) -> Result<i64> {
    let reasons = count_reasons(conn, comment).await?;
    let readers: i64 = reasons.iter().map(|reason| reason.readers).sum();
    if readers == 0 {
        return Ok(0);
    }

    let reasons: Map<String, Value> = reasons
        .into_iter()
        .map(|it| (it.reason, Value::from(it.readers)))
        .collect();
    let finding = FindingRow {
        site_id: comment.site,
        comment_id: comment.comment,
        revision,
        position: POSITION,
        phase: "reports".to_owned(),
        code: "reported".to_owned(),
        severity: Severity::Note.as_str().to_owned(),
        evidence: json!({ "count": readers, "reasons": reasons }),
    };
    upsert_finding(conn, &finding).await?;

    Ok(readers)
}
