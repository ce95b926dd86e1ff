//! Scans all comments of a site: gives each a fingerprint of the current version, and puts
//! duplicates into groups.
//!
//! A scan covers comments that were imported, and all comments after the rules of the fingerprint
//! have changed. Each batch is one transaction that also stores the progress, so that a scan can
//! stop at any time and continue later.

use std::sync::Arc;

use crate::app::App;
use crate::db::articles::removal::allow_long_statements;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::duplicates::scans::{
    ScanRow, allow_long_pauses, count_comments_of_site, find_scan, list_scanned,
    update_fingerprint_version, upsert_scan,
};
use crate::db::sites::site::{SiteRow, find_site, list_sites};
use crate::error::{Error, Result};
use crate::flows::duplicates::scan_batch::scan_comments;
use crate::flows::duplicates::scanned::ScanContext;
use crate::text::skeleton::FINGERPRINT_VERSION;

/// The progress of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The number of comments that were scanned.
    pub done: i64,
    /// The number of comments when the scan began. Later comments are scanned, too.
    pub total: i64,
    /// The number of comments that the scan put into a group.
    pub grouped: i64,
    pub state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Underway,
    Finished,
    /// Another process is scanning this site.
    Elsewhere,
}

/// The number of comments in one batch.
const BATCH: i64 = 500;

/// The site with this name.
///
/// # Errors
/// `Setup` if there is none: the name was misspelt on the command line.
pub(crate) async fn site_to_scan(app: &App, name: &str) -> Result<SiteRow> {
    let mut conn = app.database.primary.get().await?;
    let site = find_site(&mut conn, name).await?;

    site.ok_or_else(|| Error::setup(format!("There is no site {name}.")))
}

/// All sites.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn sites_to_scan(app: &App) -> Result<Vec<SiteRow>> {
    list_sites(&mut *app.database.primary.get().await?).await
}

/// Scans one batch of a site that has fingerprints of an earlier version. `None` if there is no
/// such site, or if another instance scans it.
///
/// # Errors
/// Those of [`scan_batch`].
pub async fn renew_fingerprints(app: &App) -> Result<Option<Progress>> {
    let sites = sites_to_scan(app).await?;
    let Some(site) = sites
        .iter()
        .find(|site| site.fingerprint_version < FINGERPRINT_VERSION)
    else {
        return Ok(None);
    };

    let progress = scan_batch(app, site, 1).await?;

    Ok(Some(progress).filter(|progress| progress.state != State::Elsewhere))
}

/// Scans one more batch of a site, on up to `lanes` connections at the same time and one more for
/// the scan itself. A finished scan, and a scan of an earlier version, starts again.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn scan_batch(app: &App, site: &SiteRow, lanes: usize) -> Result<Progress> {
    let connections = app.database.primary.usage().size;
    let context = ScanContext {
        app,
        site: site.site_id,
        policy: Arc::new(site.policy.clone()),
        salt: site.salt.clone(),
        lanes: lanes.min(connections.saturating_sub(1)),
    };

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let lock = [b"scan ".as_slice(), context.site.0.as_bytes()].concat();
            if !try_lock(conn, &lock).await? {
                let scan = find_scan(conn, context.site).await?;
                return Ok(progress(scan.as_ref(), State::Elsewhere));
            }

            allow_long_statements(conn).await?;
            allow_long_pauses(conn).await?;
            scan_next(conn, &context).await
        })
        .await
}

async fn scan_next(conn: &mut Connection, context: &ScanContext<'_>) -> Result<Progress> {
    let mut scan = resume_or_start(conn, context).await?;
    let batch = list_scanned(conn, context.site, scan.done_to, BATCH).await?;
    let count = i64::try_from(batch.len()).unwrap_or(i64::MAX);
    let done_to = batch.last().map(|row| row.comment_id);

    scan.grouped += scan_comments(conn, context, batch).await?;
    scan.done += count;
    scan.done_to = done_to.or(scan.done_to);

    let state = if count < BATCH {
        scan.finished_at = Some(context.app.clock.now());
        update_fingerprint_version(conn, context.site, FINGERPRINT_VERSION).await?;
        State::Finished
    } else {
        State::Underway
    };
    upsert_scan(conn, &scan).await?;

    Ok(progress(Some(&scan), state))
}

async fn resume_or_start(conn: &mut Connection, context: &ScanContext<'_>) -> Result<ScanRow> {
    let underway = find_scan(conn, context.site).await?.filter(|scan| {
        scan.finished_at.is_none() && scan.fingerprint_version == FINGERPRINT_VERSION
    });
    if let Some(scan) = underway {
        return Ok(scan);
    }

    Ok(ScanRow {
        site_id: context.site,
        fingerprint_version: FINGERPRINT_VERSION,
        done_to: None,
        done: 0,
        total: count_comments_of_site(conn, context.site).await?,
        grouped: 0,
        started_at: context.app.clock.now(),
        finished_at: None,
    })
}

fn progress(scan: Option<&ScanRow>, state: State) -> Progress {
    Progress {
        done: scan.map_or(0, |scan| scan.done),
        total: scan.map_or(0, |scan| scan.total),
        grouped: scan.map_or(0, |scan| scan.grouped),
        state,
    }
}
