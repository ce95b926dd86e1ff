//! A walk over all comments of a site: each gets the fingerprint of the present version, and its
//! group.
//!
//! For comments that came in by another way than a submission, and for the day on which the rules
//! of the fingerprint change. One batch is one transaction, which also says how far the walk has
//! come: it can end at any moment and goes on from there.

use crate::app::App;
use crate::db::articles::removal::allow_long_statements;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::duplicates::scans::{
    ScanRow, count_comments_of_site, find_scan, list_scanned, update_fingerprint_version,
    upsert_scan,
};
use crate::db::sites::site::{SiteRow, find_site, list_sites};
use crate::error::{Error, Result};
use crate::flows::duplicates::scan_batch::{Terms, scan_these};
use crate::text::skeleton::FINGERPRINT_VERSION;

/// How far a walk has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub done: i64,
    /// Comments when it began; those that came since are done, too.
    pub total: i64,
    /// Comments that it put into a group.
    pub grouped: i64,
    pub state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Underway,
    Finished,
    /// Another process walks over this site at the moment.
    Elsewhere,
}

/// Comments in one transaction.
const BATCH: i64 = 500;

/// The site of that name.
///
/// # Errors
/// `Setup` when there is none: the person at the command line misspelt it.
pub async fn site_to_scan(app: &App, name: &str) -> Result<SiteRow> {
    let mut conn = app.writes.get().await?;
    let site = find_site(&mut conn, name).await?;
    site.ok_or_else(|| Error::setup(format!("There is no site {name}.")))
}

/// Every site.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn sites_to_scan(app: &App) -> Result<Vec<SiteRow>> {
    list_sites(&mut *app.writes.get().await?).await
}

/// Does one batch for some site that has fingerprints of an earlier version left; `None` when there
/// is nothing to do, or another instance does it.
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

/// Does one more batch, on as many connections side by side as there are lanes; one more keeps the
/// walk to itself. A walk that was finished begins anew; so does one of an earlier version.
///
/// # Errors
/// `Unavailable` without a database; `Internal` for stored values that cannot be read.
pub async fn scan_batch(app: &App, site: &SiteRow, lanes: usize) -> Result<Progress> {
    let (policy, salt) = (site.policy.clone(), site.salt.of_fingerprints());
    let (_, connections) = app.writes.usage();
    let lanes = lanes.min(connections.saturating_sub(1));
    let terms = Terms {
        app,
        site: site.site_id,
        policy,
        salt,
        lanes,
    };
    app.writes
        .transaction(async |conn: &mut Connection| {
            let name = [b"scan ".as_slice(), site.site_id.0.as_bytes()].concat();
            if !try_lock(conn, &name).await? {
                let scan = find_scan(conn, terms.site).await?;
                return Ok(progress(scan.as_ref(), State::Elsewhere));
            }
            allow_long_statements(conn).await?;
            let mut scan = resume(conn, &terms).await?;
            let batch = list_scanned(conn, (terms.site, scan.done_to), BATCH).await?;
            scan.grouped += scan_these(conn, &terms, &batch).await?;
            scan.done += i64::try_from(batch.len()).unwrap_or(i64::MAX);
            scan.done_to = batch.last().map(|row| row.comment_id).or(scan.done_to);
            let state = if i64::try_from(batch.len()).is_ok_and(|count| count < BATCH) {
                scan.finished_at = Some(app.clock.now());
                update_fingerprint_version(conn, terms.site, FINGERPRINT_VERSION).await?;
                State::Finished
            } else {
                State::Underway
            };
            upsert_scan(conn, &scan).await?;
            Ok(progress(Some(&scan), state))
        })
        .await
}

async fn resume(conn: &mut Connection, terms: &Terms<'_>) -> Result<ScanRow> {
    let underway = find_scan(conn, terms.site).await?.filter(|scan| {
        scan.finished_at.is_none() && scan.fingerprint_version == FINGERPRINT_VERSION
    });
    if let Some(scan) = underway {
        return Ok(scan);
    }
    Ok(ScanRow {
        site_id: terms.site.0,
        fingerprint_version: FINGERPRINT_VERSION,
        done_to: None,
        done: 0,
        total: count_comments_of_site(conn, terms.site).await?,
        grouped: 0,
        started_at: terms.app.clock.now(),
        finished_at: None,
    })
}

fn progress(scan: Option<&ScanRow>, state: State) -> Progress {
    let (done, total, grouped) =
        scan.map_or((0, 0, 0), |scan| (scan.done, scan.total, scan.grouped));
    Progress {
        done,
        total,
        grouped,
        state,
    }
}
