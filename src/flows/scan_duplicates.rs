//! A walk over all comments of a site: each gets the fingerprint of the present version, and its group.
//!
//! For comments that came in by another way than a submission, and for the day on which the rules of the fingerprint
//! change. One batch is one transaction, which also says how far the walk has come: it can end at any moment and goes on
//! from there.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::app::App;
use crate::db::article_removal::allow_long_statements;
use crate::db::connect::Connection;
use crate::db::fingerprints::{CROWD, CandidateRow, FingerprintRow, list_crowded_keys};
use crate::db::lock::try_lock;
use crate::db::scans::{
    PairRow, ScanRow, ScannedRow, count_comments_of_site, find_scan, list_earlier, list_pairs, list_scanned,
    update_fingerprint_version, upsert_fingerprints, upsert_scan,
};
use crate::db::sites::{SiteRow, find_site, list_sites};
use crate::domain::ids::SiteId;
use crate::domain::policy::Policy;
use crate::error::{Error, Result};
use crate::flows::gather::{earlier, read_policy, text_salt};
use crate::flows::group::{Newcomer, join_group};
use crate::moderation::facts::Earlier;
use crate::moderation::phases::duplicates::{Match, matches};
use crate::text::fingerprint::{Fingerprint, Salt};
use crate::text::skeleton::{FINGERPRINT_VERSION, Skeleton};

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
/// How often a key may stand in one batch before somebody looks whether it is crowded.
const SUSPICIOUS: usize = CROWD / 20;

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

/// Does one batch for some site that has fingerprints of an earlier version left; `None` when there is nothing to do,
/// or another instance does it.
///
/// # Errors
/// Those of [`scan_batch`].
pub async fn renew_fingerprints(app: &App) -> Result<Option<Progress>> {
    let sites = sites_to_scan(app).await?;
    let Some(site) = sites.iter().find(|site| site.fingerprint_version < FINGERPRINT_VERSION) else {
        return Ok(None);
    };
    let progress = scan_batch(app, site).await?;
    Ok(Some(progress).filter(|progress| progress.state != State::Elsewhere))
}

/// Does one more batch. A walk that was finished begins anew; so does one of an earlier version.
///
/// # Errors
/// `Unavailable` without a database; `Internal` for stored values that cannot be read.
pub async fn scan_batch(app: &App, site: &SiteRow) -> Result<Progress> {
    let (policy, salt) = (read_policy(&site.policy)?, text_salt(&site.salt)?);
    let terms = Terms { app, site: SiteId(site.site_id), policy, salt };
    app.writes
        .transaction(async |conn: &mut Connection| {
            let name = [b"scan ".as_slice(), site.site_id.as_bytes()].concat();
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

/// What does not change from batch to batch.
struct Terms<'a> {
    app: &'a App,
    site: SiteId,
    policy: Policy,
    salt: Salt,
}

async fn resume(conn: &mut Connection, terms: &Terms<'_>) -> Result<ScanRow> {
    let underway = find_scan(conn, terms.site)
        .await?
        .filter(|scan| scan.finished_at.is_none() && scan.fingerprint_version == FINGERPRINT_VERSION);
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

/// Returns how many comments came into a group.
async fn scan_these(conn: &mut Connection, terms: &Terms<'_>, batch: &[ScannedRow]) -> Result<i64> {
    let skeletons: HashMap<Uuid, Skeleton> =
        batch.iter().map(|row| (row.comment_id, Skeleton::of(&row.body))).collect();
    write_fingerprints(conn, terms, (batch, &skeletons)).await?;
    let unplaced: Vec<Uuid> = batch.iter().filter(|row| !row.is_placed).map(|row| row.comment_id).collect();
    let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
    let windows = (days(terms.policy.duplicate_window_days), days(terms.policy.other_authors_window_days));
    let pairs = list_pairs(conn, (terms.site, &unplaced), windows).await?;
    let known = read_earlier(conn, terms.site, &pairs).await?;
    let mut candidates: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for pair in pairs {
        candidates.entry(pair.later).or_default().insert(pair.earlier);
    }
    let mut grouped = 0;
    for row in batch {
        let Some((ids, skeleton)) = candidates.get(&row.comment_id).zip(skeletons.get(&row.comment_id))
        else {
            continue;
        };
        let found = repeats(terms, (row, skeleton), ids.iter().filter_map(|id| known.get(id)))?;
        let newcomer = Newcomer {
            site: terms.site,
            article_id: row.article_id,
            comment_id: row.comment_id,
            created_at: row.created_at,
            matches: &found,
        };
        grouped += i64::from(join_group(conn, &terms.app.clock, &newcomer).await?);
    }
    Ok(grouped)
}

/// A stored comment with its text reduced once, however many later ones it is compared with.
struct Known {
    row: CandidateRow,
    skeleton: Skeleton,
}

async fn read_earlier(
    conn: &mut Connection,
    site: SiteId,
    pairs: &[PairRow],
) -> Result<HashMap<Uuid, Known>> {
    let ids: BTreeSet<Uuid> = pairs.iter().map(|pair| pair.earlier).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let rows = list_earlier(conn, site, &ids).await?;
    let known = |row: CandidateRow| (row.comment_id, Known { skeleton: Skeleton::of(&row.body), row });
    Ok(rows.into_iter().map(known).collect())
}

fn repeats<'a>(
    terms: &Terms<'_>,
    (row, skeleton): (&ScannedRow, &Skeleton),
    candidates: impl Iterator<Item = &'a Known>,
) -> Result<Vec<Match>> {
    let candidates: Vec<Earlier> = candidates
        .map(|known| earlier((&known.row, known.skeleton.clone()), &row.author_key))
        .collect::<Result<_>>()?;
    Ok(matches(skeleton, &terms.policy, &candidates))
}

async fn write_fingerprints(
    conn: &mut Connection,
    terms: &Terms<'_>,
    (batch, skeletons): (&[ScannedRow], &HashMap<Uuid, Skeleton>),
) -> Result<()> {
    let missing = batch.iter().filter(|row| row.fingerprint_version != Some(FINGERPRINT_VERSION));
    let mut rows: Vec<FingerprintRow> = missing
        .filter_map(|row| {
            let fingerprint = Fingerprint::of(skeletons.get(&row.comment_id)?, &terms.salt);
            Some(FingerprintRow {
                site_id: terms.site.0,
                comment_id: row.comment_id,
                article_id: row.article_id,
                author_key: row.author_key.clone(),
                fingerprint_version: fingerprint.version,
                letters: fingerprint.letters,
                exact_hash: fingerprint.exact_hash,
                keys: fingerprint.keys,
                created_at: row.created_at,
            })
        })
        .collect();
    let suspicious = suspicious_keys(&rows);
    if !suspicious.is_empty() {
        let crowded = list_crowded_keys(conn, terms.site, &suspicious).await?;
        rows.iter_mut().for_each(|row| row.keys.retain(|key| !crowded.contains(key)));
    }
    upsert_fingerprints(conn, &rows).await
}

/// Keys that so many comments of one batch have that they may be crowded: to ask about all would take longer than the
/// few rows that a crowd grows by.
fn suspicious_keys(rows: &[FingerprintRow]) -> Vec<i32> {
    let mut counts: HashMap<i32, usize> = HashMap::new();
    for key in rows.iter().flat_map(|row| &row.keys) {
        *counts.entry(*key).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count >= SUSPICIOUS).map(|(key, _)| key).collect()
}

fn progress(scan: Option<&ScanRow>, state: State) -> Progress {
    let (done, total, grouped) = scan.map_or((0, 0, 0), |scan| (scan.done, scan.total, scan.grouped));
    Progress { done, total, grouped, state }
}
