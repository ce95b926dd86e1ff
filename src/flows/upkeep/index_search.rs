//! Keeps the rows of the search complete: gives new ones their grams, and adds those of comments
//! that have none, because an earlier release wrote them or somebody imported them.

use chrono::Duration;
use uuid::Uuid;

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::moderation::search_rows::{
    self, IndexedRow, SearchRow, SearchTexts, WalkProgress, find_walk, insert_search_rows,
    list_walked, lock_unfolded, lock_unindexed, update_grams, update_walk,
};
use crate::db::moderation::search_segments::{list_segments, upsert_segments};
use crate::domain::ids::CommentId;
use crate::domain::keys::CommentKey;
use crate::domain::search_segments::Segments;
use crate::error::Result;
use crate::flows::upkeep::fold_changes::Progress;
use crate::text::search_form::{SEARCH_VERSION, SearchForm};

/// How many rows get their grams in one transaction. An edit of one of their comments waits for it.
const INDEXED: i64 = 200;
/// How many comments a step of the walk examines, and how many rows it adds at most.
const WALKED: i64 = 2_000;
const ADDED: usize = 200;
/// The time between two walks. Instances of an earlier release may run beside this one, and write
/// comments behind the walk.
const WALK_INTERVAL: Duration = Duration::hours(1);

/// Puts some rows into segments and gives them their grams. Done while another instance does so.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn index_comments(app: &App) -> Result<Progress> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            // Two instances would fill the same segment, and know of each other's comments too late.
            if !try_lock(conn, b"search segments").await? {
                return Ok(Progress::Done);
            }

            let locked = lock_unindexed(conn, INDEXED).await?;
            if locked.is_empty() {
                return Ok(Progress::Done);
            }

            // The stored forms are folded again, because they may be of another version.
            let mut segments = Segments::new(list_segments(conn).await?);
            let rows: Vec<IndexedRow> = locked
                .iter()
                .map(|row| {
                    let key = CommentKey {
                        site: row.site_id,
                        comment: row.comment_id,
                    };
                    let texts = SearchTexts {
                        body: SearchForm::of(&row.body),
                        author: SearchForm::of(&row.author),
                    };
                    let segment = row
                        .segment
                        .unwrap_or_else(|| segments.place(row.comment_id));
                    IndexedRow::of(key, &texts, segment)
                })
                .collect();

            upsert_segments(conn, &segments.changed()).await?;
            update_grams(conn, &rows).await?;

            let is_full = i64::try_from(locked.len()).is_ok_and(|count| count == INDEXED);
            Ok(if is_full {
                Progress::Some
            } else {
                Progress::Done
            })
        })
        .await
}

/// Walks on over all comments and adds missing rows. Done where a walk has ended, until the next
/// one is due, and while another instance walks.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn add_search_rows(app: &App) -> Result<Progress> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, b"search walk").await? {
                return Ok(Progress::Done);
            }

            let progress = find_walk(conn).await?;
            if !is_due(app, &progress) {
                return Ok(Progress::Done);
            }

            walk_on(conn, app, progress).await
        })
        .await
}

/// Has the walk begin anew, for comments that were imported. Until it has ended, searches read the
/// texts of comments that have no row.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn restart_walk(app: &App) -> Result<()> {
    search_rows::restart_walk(&mut *app.database.primary.get().await?).await
}

fn is_due(app: &App, progress: &WalkProgress) -> bool {
    let is_underway = progress.search_walked_to != CommentId(Uuid::nil());
    let is_old = progress
        .search_walked_at
        .is_none_or(|at| app.clock.now() >= at + WALK_INTERVAL);

    is_underway || is_old || progress.search_version != SEARCH_VERSION
}

async fn walk_on(conn: &mut Connection, app: &App, mut progress: WalkProgress) -> Result<Progress> {
    let walked = list_walked(conn, progress.search_walked_to, WALKED).await?;
    let missing: Vec<CommentId> = walked
        .iter()
        .filter(|row| row.is_missing)
        .map(|row| row.comment_id)
        .collect();
    let added = missing.get(..ADDED).unwrap_or(&missing);

    let unfolded = lock_unfolded(conn, added).await?;
    let rows: Vec<SearchRow> = unfolded
        .iter()
        .map(|row| {
            let key = CommentKey {
                site: row.site_id,
                comment: row.comment_id,
            };
            SearchRow::of(key, &SearchTexts::of(&row.body, &row.author_name))
        })
        .collect();
    if !rows.is_empty() {
        insert_search_rows(conn, &rows).await?;
    }

    let is_partial = added.len() < missing.len();
    let is_end = !is_partial && i64::try_from(walked.len()).is_ok_and(|count| count < WALKED);
    let last = if is_partial {
        added.last().copied()
    } else {
        walked.last().map(|row| row.comment_id)
    };

    progress.search_walked_to = last.filter(|_| !is_end).unwrap_or(CommentId(Uuid::nil()));
    if is_end {
        progress.search_version = SEARCH_VERSION;
        progress.search_walked_at = Some(app.clock.now());
    }
    update_walk(conn, &progress).await?;

    Ok(if is_end {
        Progress::Done
    } else {
        Progress::Some
    })
}
