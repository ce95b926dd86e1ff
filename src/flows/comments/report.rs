//! A reader reports a comment: once for each reader, and moderators see how many did and why.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::db::comments::reports::{
    ReportRow, Reportable, find_report, find_reportable, insert_report,
};
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::take_lock;
use crate::db::events::append::{NewEvent, insert_events};
use crate::domain::event::EventKind;
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::keys::CommentKey;
use crate::domain::pseudonym::address_key;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::report::{Reason, ReportDetail};
use crate::error::{Error, Result};
use crate::flows::comments::reported::note_reports;
use crate::flows::idempotency::{self, Idempotent, Reply};

/// What a reader sends in.
#[derive(Debug, Clone)]
pub struct Complaint {
    pub comment: CommentId,
    pub reason: Reason,
    pub detail: Option<ReportDetail>,
    /// Stored as a keyed hash only.
    pub address: IpAddr,
}

/// The report as it is stored; without the reader.
#[derive(Debug, Clone)]
pub struct Reported {
    pub report_id: Uuid,
    pub comment_id: Uuid,
    pub reason: String,
    pub created_at: DateTime<Utc>,
}

/// Stores a report. The second one of the same reader changes nothing: its answer is the first one.
///
/// # Errors
/// `NotFound` unless the comment is approved: what is not public cannot be reported.
pub async fn report(
    app: &App,
    complaint: Complaint,
    idempotent: Idempotent<'_, Reported>,
) -> Result<Reply> {
    let find_site = async |conn: &mut Connection| {
        let found = find_reportable(conn, complaint.comment).await?;
        let found = found.ok_or(Refusal::NotFound(Noun::Comment))?;
        Ok((SiteId(found.site_id), found))
    };
    let work =
        async |conn: &mut Connection, found: Reportable| write(conn, app, &complaint, &found).await;

    idempotency::transaction_of_found_site(app, idempotent, find_site, work).await
}

async fn write(
    conn: &mut Connection,
    app: &App,
    complaint: &Complaint,
    found: &Reportable,
) -> Result<Reported> {
    // Two reports at once would each count without the other.
    take_lock(
        conn,
        &[b"reports ".as_slice(), complaint.comment.0.as_bytes()].concat(),
    )
    .await?;
    let row = ReportRow {
        site_id: found.site_id,
        report_id: app.clock.new_id(),
        comment_id: complaint.comment.0,
        reporter_key: address_key(complaint.address, &found.salt),
        reason: complaint.reason.as_str().to_owned(),
        detail: complaint
            .detail
            .as_ref()
            .map(|detail| detail.as_str().to_owned()),
        created_at: app.clock.now(),
    };
    if !insert_report(conn, &row).await? {
        let earlier = find_report(conn, &row).await?;
        return Ok(shown(earlier.ok_or_else(|| {
            Error::internal("reading a report back", "it is not there")
        })?));
    }
    let reports = note_reports(
        conn,
        SiteId(found.site_id),
        (complaint.comment, found.revision),
    )
    .await?;

    let comment = CommentKey {
        site: found.site_id.into(),
        comment: row.comment_id.into(),
    };
    let article = found.article_id.into();
    let payload = json!({ "report_id": row.report_id, "reason": row.reason, "reports": reports });
    let event = NewEvent::of_comment(EventKind::CommentReported, comment, article, payload);
    insert_events(conn, &[event]).await?;
    Ok(shown(row))
}

fn shown(row: ReportRow) -> Reported {
    let ReportRow {
        report_id,
        comment_id,
        reason,
        created_at,
        ..
    } = row;
    Reported {
        report_id,
        comment_id,
        reason,
        created_at,
    }
}
