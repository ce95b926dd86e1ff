//! A moderator reads: a page of the queue, or one comment with everything that is known about it.

use std::collections::HashMap;

use uuid::Uuid;

use crate::app::App;
use crate::db::connect::Connection;
use crate::db::decisions::{DecisionRow, list_decisions_about};
use crate::db::findings::{FindingRow, list_findings, list_present_findings};
use crate::db::moderated_comment::{
    RepeatRow, ReportRow, RevisionRow, list_repeats, list_reports, list_revisions,
};
use crate::db::queue::{ModeratedRow, QueueFilter, QueueWindow, list_moderated, list_queue};
use crate::db::sites::find_policy;
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::gather::read_policy;
use crate::moderation::comparison::{DuplicateLimits, MatchKind, compare};
use crate::moderation::facts::Relation;
use crate::text::diff::{Span, words};
use crate::text::skeleton::Skeleton;

/// A comment with the findings about its present text.
#[derive(Debug, Clone)]
pub struct Queued {
    pub comment: ModeratedRow,
    pub findings: Vec<FindingRow>,
}

/// A page of the queue. `next`: the position of the last one, when more follow.
#[derive(Debug)]
pub struct QueuePage {
    pub items: Vec<Queued>,
    pub next: Option<CommentId>,
}

/// Everything about one comment.
#[derive(Debug)]
pub struct Moderated {
    pub comment: ModeratedRow,
    /// Of all its texts.
    pub findings: Vec<FindingRow>,
    pub repeats: Vec<Repeat>,
    pub decisions: Vec<DecisionRow>,
    pub revisions: Vec<RevisionRow>,
    pub reports: Vec<ReportRow>,
}

/// Another comment that this one is like: of its group of repeats, or named by a finding.
#[derive(Debug)]
pub struct Repeat {
    pub comment_id: Uuid,
    pub article_id: Uuid,
    pub status: String,
    /// `None` where only other members of the group connect the two.
    pub kind: Option<MatchKind>,
    /// Of the two gram sets (Jaccard), 0 to 1.
    pub similarity: f64,
    /// How much of the shorter text stands in the other one.
    pub containment: f64,
    pub same_author: bool,
    /// How much later than that comment this one was written; negative where it was earlier.
    pub age_seconds: i64,
    /// From that text to this comment's.
    pub diff: Vec<Span>,
}

/// A page of comments that wait for a moderator, or whatever else the filter asks for. Read from
/// the primary: a moderator sees what the last decision left.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn read_queue(
    app: &App,
    _: &Moderator,
    filter: &QueueFilter,
    window: QueueWindow,
) -> Result<QueuePage> {
    let mut conn = app.writes.get().await?;
    let wanted = usize::try_from(window.limit).unwrap_or(usize::MAX);
    let more = QueueWindow {
        limit: window.limit.saturating_add(1),
        ..window
    };
    let mut rows = list_queue(&mut conn, filter, more).await?;
    let follows = rows.len() > wanted;
    rows.truncate(wanted);
    let next = rows
        .last()
        .map(|row| CommentId(row.place.comment_id))
        .filter(|_| follows);
    let items = with_findings(&mut conn, rows).await?;
    Ok(QueuePage { items, next })
}

/// Those of the comments that are there, each as a page of the queue has it.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn read_queued(conn: &mut Connection, comments: &[Uuid]) -> Result<Vec<Queued>> {
    let rows = list_moderated(conn, comments).await?;
    with_findings(conn, rows).await
}

async fn with_findings(conn: &mut Connection, rows: Vec<ModeratedRow>) -> Result<Vec<Queued>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.place.comment_id).collect();
    let mut findings: HashMap<Uuid, Vec<FindingRow>> = HashMap::new();
    for finding in list_present_findings(conn, &ids).await? {
        findings
            .entry(finding.comment_id)
            .or_default()
            .push(finding);
    }
    let queued = |comment: ModeratedRow| Queued {
        findings: findings
            .remove(&comment.place.comment_id)
            .unwrap_or_default(),
        comment,
    };
    Ok(rows.into_iter().map(queued).collect())
}

/// One comment in any status.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn read_moderated(app: &App, _: &Moderator, comment: CommentId) -> Result<Moderated> {
    let mut conn = app.writes.get().await?;
    let row = list_moderated(&mut conn, &[comment.0]).await?.pop();
    let row = row.ok_or(Refusal::NotFound(Noun::Comment))?;
    let site = SiteId(row.place.site_id);
    let findings = list_findings(&mut conn, site, comment).await?;
    let decisions = list_decisions_about(&mut conn, site, comment).await?;
    let revisions = list_revisions(&mut conn, site, comment).await?;
    let reports = list_reports(&mut conn, site, comment).await?;
    let noted = noted_comments(&findings, row.revision);
    let repeats = list_repeats(&mut conn, (site, comment), &noted).await?;
    let policy = find_policy(&mut conn, site).await?;
    drop(conn);
    let repeats = compare_all(&row, &DuplicateLimits::of(&read_policy(&policy)?), repeats);
    Ok(Moderated {
        comment: row,
        findings,
        repeats,
        decisions,
        revisions,
        reports,
    })
}

/// The comments that findings about the present text speak of.
fn noted_comments(findings: &[FindingRow], revision: i32) -> Vec<Uuid> {
    let present = findings
        .iter()
        .filter(|finding| finding.revision == revision);
    present
        .filter_map(|finding| finding.evidence.get("comment_id")?.as_str()?.parse().ok())
        .collect()
}

fn compare_all(
    comment: &ModeratedRow,
    limits: &DuplicateLimits,
    repeats: Vec<RepeatRow>,
) -> Vec<Repeat> {
    let skeleton = Skeleton::of(&comment.place.body);
    let repeat = |other: RepeatRow| {
        let same_author = other.author_key == comment.author_key;
        let relation = Relation::of(same_author);
        let found = compare(&Skeleton::of(&other.body), &skeleton, relation, limits);
        Repeat {
            comment_id: other.comment_id,
            article_id: other.article_id,
            status: other.status,
            kind: found.kind,
            similarity: found.similarity,
            containment: found.containment,
            same_author,
            age_seconds: (comment.place.created_at - other.created_at).num_seconds(),
            diff: words(&other.body, &comment.place.body),
        }
    };
    repeats.into_iter().map(repeat).collect()
}
