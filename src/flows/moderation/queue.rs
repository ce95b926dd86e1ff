//! Reads the queue: comments that wait for a moderator, or that match another filter.

use std::collections::HashMap;

use crate::app::App;
use crate::db::comments::findings::{FindingRow, list_present_findings};
use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::Sort;
use crate::db::moderation::queue::{
    ModeratedRow, QueueFilter, QueueRow, list_moderated, list_queue,
};
use crate::domain::budgets::Budget;
use crate::domain::ids::CommentId;
use crate::domain::page::{CutPage, PageRequest, RowsEnd};
use crate::domain::rights::Moderator;
use crate::domain::room::Room;
use crate::error::Result;
use crate::flows::moderation::search::search;

/// A comment with the findings about its present text.
#[derive(Debug, Clone)]
pub(crate) struct Queued {
    pub comment: ModeratedRow,
    pub findings: Vec<FindingRow>,
}

/// A page of the queue. A page of a search may have fewer comments than asked for, even none, and
/// yet be followed by another one. Read from the primary, so that a moderator sees the effect of the
/// last decision.
///
/// # Errors
/// `Unavailable` without a database.
pub(crate) async fn read_queue(
    app: &App,
    _: &Moderator,
    filter: &QueueFilter,
    sort: Sort,
    page: PageRequest<CommentId>,
) -> Result<CutPage<Queued, CommentId>> {
    if filter.is_search() {
        return app
            .database
            .primary
            .transaction(async |conn: &mut Connection| {
                let found = search(conn, filter, sort, page).await?;

                with_findings_of_page(app, conn, found).await
            })
            .await;
    }

    let mut conn = app.database.primary.get().await?;
    let rows = list_queue(&mut conn, filter, sort, page).await?;
    let end = RowsEnd::of(rows.last().map(|row| row.has_next));
    if end == RowsEnd::Early {
        app.budgets.note(Budget::PageBytes);
    }
    let rows = rows.into_iter().map(|row: QueueRow| row.comment).collect();
    let cut = page.cut_at(end, rows, |row: &ModeratedRow| {
        row.thread_comment.comment_id
    });

    with_findings_of_page(app, &mut conn, cut).await
}

/// The comments of a page with their findings. The page ends before it is too large.
async fn with_findings_of_page(
    app: &App,
    conn: &mut Connection,
    page: CutPage<ModeratedRow, CommentId>,
) -> Result<CutPage<Queued, CommentId>> {
    let whole = page.items.len();
    let count = Room::new().first_that_fit(&page.items, ModeratedRow::texts);
    if count < whole {
        app.budgets.note(Budget::PageBytes);
    }

    let CutPage { items, next } = page.up_to(count, |row| row.thread_comment.comment_id);

    Ok(CutPage {
        items: with_findings(conn, items).await?,
        next,
    })
}

/// The comments with these ids, each as a page of the queue shows it.
///
/// # Errors
/// `Unavailable` without a database.
pub(in crate::flows) async fn read_queued(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<Queued>> {
    let rows = list_moderated(conn, comments).await?;

    with_findings(conn, rows).await
}

async fn with_findings(conn: &mut Connection, rows: Vec<ModeratedRow>) -> Result<Vec<Queued>> {
    let ids: Vec<CommentId> = rows
        .iter()
        .map(|row| row.thread_comment.comment_id)
        .collect();
    let mut findings: HashMap<CommentId, Vec<FindingRow>> = HashMap::new();
    for finding in list_present_findings(conn, &ids).await? {
        findings
            .entry(finding.comment_id)
            .or_default()
            .push(finding);
    }

    let queued = |comment: ModeratedRow| Queued {
        findings: findings
            .remove(&comment.thread_comment.comment_id)
            .unwrap_or_default(),
        comment,
    };

    Ok(rows.into_iter().map(queued).collect())
}
