//! Stores the report of a reader about a comment. Each reader counts once for each comment.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::db::comments::reports::{
    ReportRow, Reportable, find_report, find_report_by_id, find_reportable, insert_report,
};
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::take_lock;
use crate::db::events::append::{NewEvent, insert_events};
use crate::domain::event::EventKind;
use crate::domain::ids::{CommentId, ReportId, SiteId};
use crate::domain::keys::CommentKey;
use crate::domain::pseudonym::ip_hash;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::report::{Reason, ReportDetail};
use crate::error::{Error, Result};
use crate::flows::comments::report_finding::write_report_finding;
use crate::flows::idempotency::{self, Idempotent, Recallable, Reply};

/// A report on its way in.
#[derive(Debug, Clone)]
pub(crate) struct Complaint {
    pub comment: CommentId,
    pub reason: Reason,
    pub detail: Option<ReportDetail>,
    /// Only a keyed hash of it is stored.
    pub client_ip: IpAddr,
}

/// The report as it is stored, without the reader.
#[derive(Debug, Clone)]
pub(crate) struct Reported {
    pub site_id: SiteId,
    pub report_id: ReportId,
    pub comment_id: CommentId,
    pub reason: String,
    pub created_at: DateTime<Utc>,
}

/// The key of a report.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReportReceipt {
    site_id: SiteId,
    report_id: ReportId,
}

impl Recallable for Reported {
    type Receipt = ReportReceipt;

    fn receipt(&self) -> ReportReceipt {
        ReportReceipt {
            site_id: self.site_id,
            report_id: self.report_id,
        }
    }

    async fn recall(
        conn: &mut Connection,
        _: &App,
        receipt: ReportReceipt,
    ) -> Result<Option<Self>> {
        let row = find_report_by_id(conn, receipt.site_id, receipt.report_id).await?;

        Ok(row.map(Self::from))
    }
}

/// Stores a report. A second report by the same reader changes nothing and is answered with the
/// first.
///
/// # Errors
/// `NotFound` unless the comment is approved: a comment that is not public cannot be reported.
pub(crate) async fn report(
    app: &App,
    complaint: Complaint,
    idempotent: Idempotent<'_, Reported>,
) -> Result<Reply> {
    let find_site = async |conn: &mut Connection| {
        let found = find_reportable(conn, complaint.comment).await?;
        let found = found.ok_or(Refusal::NotFound(Noun::Comment))?;
        Ok((found.site_id, found))
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
    let lock = [b"reports ".as_slice(), complaint.comment.0.as_bytes()].concat();
    take_lock(conn, &lock).await?;

    let row = report_row(app, complaint, found);
    if !insert_report(conn, &row).await? {
        let stored = find_report(conn, &row).await?;
        let stored =
            stored.ok_or_else(|| Error::internal("reading a report back", "it is not there"))?;
        return Ok(Reported::from(stored));
    }

    let comment = CommentKey {
        site: found.site_id,
        comment: complaint.comment,
    };
    let reports = write_report_finding(conn, comment, found.revision).await?;

    let payload = json!({ "report_id": row.report_id, "reason": row.reason, "reports": reports });
    let kind = EventKind::CommentReported;
    let event = NewEvent::of_comment(kind, comment, found.article_id, payload);
    insert_events(conn, &[event]).await?;

    Ok(Reported::from(row))
}

fn report_row(app: &App, complaint: &Complaint, found: &Reportable) -> ReportRow {
    ReportRow {
        site_id: found.site_id,
        report_id: ReportId(app.clock.new_id()),
        comment_id: complaint.comment,
        reporter_key: ip_hash(complaint.client_ip, &found.salt),
        reason: complaint.reason.as_str().to_owned(),
        detail: complaint
            .detail
            .as_ref()
            .map(|detail| detail.as_str().to_owned()),
        created_at: app.clock.now(),
    }
}

impl From<ReportRow> for Reported {
    fn from(row: ReportRow) -> Self {
        Self {
            site_id: row.site_id,
            report_id: row.report_id,
            comment_id: row.comment_id,
            reason: row.reason,
            created_at: row.created_at,
        }
    }
}
