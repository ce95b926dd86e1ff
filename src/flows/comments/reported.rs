//! What do all reports of a comment come to? One finding, so that the queue's filter finds reported
//! comments too.

use serde_json::{Map, Value, json};

use crate::db::comments::findings::FindingRow;
use crate::db::comments::reports::{count_reasons, upsert_finding};
use crate::db::connection::connect::Connection;
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;
use crate::moderation::finding::Severity;

/// Behind the findings of every verdict, which count from 0.
const POSITION: i32 = 1_000;

/// Writes the finding `reported` for one revision, or nothing where nobody reported the comment.
/// Returns the number of readers who did.
pub async fn note_reports(
    conn: &mut Connection,
    site: SiteId,
    (comment, revision): (CommentId, i32),
) -> Result<i64> {
    let reasons = count_reasons(conn, site, comment).await?;
    let count: i64 = reasons.iter().map(|(_, readers)| readers).sum();
    if count == 0 {
        return Ok(0);
    }
    let reasons: Map<String, Value> = reasons
        .into_iter()
        .map(|(reason, readers)| (reason, Value::from(readers)))
        .collect();
    let finding = FindingRow {
        site_id: site.0,
        comment_id: comment.0,
        revision,
        position: POSITION,
        phase: "reports".to_owned(),
        code: "reported".to_owned(),
        severity: Severity::Note.as_str().to_owned(),
        evidence: json!({ "count": count, "reasons": reasons }),
    };
    upsert_finding(conn, &finding).await?;
    Ok(count)
}
