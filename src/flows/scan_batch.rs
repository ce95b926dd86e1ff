//! What happens to one batch of a walk? Each comment is signed, looked up among those before it, and put into its group.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::try_join_all;
use uuid::Uuid;

use crate::app::App;
use crate::db::candidates::{CandidateRow, list_candidates};
use crate::db::connect::Connection;
use crate::db::fingerprints::{
    Among, CROWD, FingerprintRow, list_crowded_keys, list_likely, upsert_fingerprints,
};
use crate::db::scans::ScannedRow;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::policy::Policy;
use crate::error::{Error, Result};
use crate::flows::group::{Newcomer, join_group};
use crate::flows::look_up::{Text, earlier};
use crate::moderation::facts::Earlier;
use crate::moderation::phases::duplicates::{Match, matches};
use crate::text::fingerprint::{Fingerprint, Salt};
use crate::text::skeleton::{FINGERPRINT_VERSION, Skeleton};

/// How often a key may stand in one batch before somebody looks whether it is crowded.
const SUSPICIOUS: usize = CROWD / 6;

/// What does not change from batch to batch.
pub struct Terms<'a> {
    pub app: &'a App,
    pub site: SiteId,
    pub policy: Policy,
    pub salt: Salt,
}

/// A comment of the batch, signed anew.
struct Scanned<'a> {
    row: &'a ScannedRow,
    skeleton: Skeleton,
    fingerprint: Fingerprint,
}

impl<'a> Scanned<'a> {
    fn new(row: &'a ScannedRow, salt: &Salt) -> Self {
        let skeleton = Skeleton::of(&row.body);
        Self { row, fingerprint: Fingerprint::of(&skeleton, salt), skeleton }
    }

    /// As it was when it came.
    fn text<'b>(&'b self, terms: &'b Terms<'_>) -> Text<'b> {
        Text {
            site: terms.site,
            article: ArticleId(self.row.article_id),
            author_key: &self.row.author_key,
            fingerprint: &self.fingerprint,
            policy: &terms.policy,
            at: self.row.created_at,
            among: Among::Before(CommentId(self.row.comment_id)),
        }
    }
}

/// Returns how many comments came into a group.
pub async fn scan_these(conn: &mut Connection, terms: &Terms<'_>, batch: &[ScannedRow]) -> Result<i64> {
    let scanned: Vec<Scanned<'_>> = batch.iter().map(|row| Scanned::new(row, &terms.salt)).collect();
    write_fingerprints(conn, terms, &scanned).await?;
    let unplaced: Vec<&Scanned<'_>> = scanned.iter().filter(|one| !one.row.is_placed).collect();
    let likely = list_worth_reading(conn, terms, &unplaced).await?;
    let earlier = read_earlier(conn, terms.site, &likely).await?;
    let mut grouped = 0;
    for (one, ids) in unplaced.iter().zip(&likely) {
        let found = repeats(terms, one, ids.iter().filter_map(|id| earlier.get(id)))?;
        let newcomer = Newcomer {
            site: terms.site,
            article_id: one.row.article_id,
            comment_id: one.row.comment_id,
            created_at: one.row.created_at,
            matches: &found,
        };
        grouped += i64::from(join_group(conn, &terms.app.clock, &newcomer).await?);
    }
    Ok(grouped)
}

/// For each of them, the earlier comments that it has to be compared with, oldest first. The question is that of a
/// submission, whose plan is proven; the whole batch asks at once, without waiting for an answer.
async fn list_worth_reading(
    conn: &Connection,
    terms: &Terms<'_>,
    batch: &[&Scanned<'_>],
) -> Result<Vec<BTreeSet<Uuid>>> {
    let asked = batch.iter().map(async |one| {
        let text = one.text(terms);
        let rows = list_likely(conn, &text.probe()).await?;
        Ok::<_, Error>(text.worth_reading(&rows))
    });
    try_join_all(asked).await
}

/// A stored comment with its text reduced once, however many later ones it is compared with.
struct Known {
    row: CandidateRow,
    skeleton: Skeleton,
}

async fn read_earlier(
    conn: &Connection,
    site: SiteId,
    likely: &[BTreeSet<Uuid>],
) -> Result<HashMap<Uuid, Known>> {
    let ids = likely.iter().flatten().copied().collect();
    let rows = list_candidates(conn, site, &ids).await?;
    let known = |row: CandidateRow| (row.comment_id, Known { skeleton: Skeleton::of(&row.body), row });
    Ok(rows.into_iter().map(known).collect())
}

fn repeats<'a>(
    terms: &Terms<'_>,
    one: &Scanned<'_>,
    candidates: impl Iterator<Item = &'a Known>,
) -> Result<Vec<Match>> {
    let text = one.text(terms);
    let recent = candidates.filter(|known| text.is_recent(&known.row));
    let candidates: Vec<Earlier> = recent
        .map(|known| earlier((&known.row, known.skeleton.clone()), &one.row.author_key))
        .collect::<Result<_>>()?;
    Ok(matches(&one.skeleton, &terms.policy, &candidates))
}

async fn write_fingerprints(conn: &Connection, terms: &Terms<'_>, batch: &[Scanned<'_>]) -> Result<()> {
    let is_missing = |one: &&Scanned<'_>| one.row.fingerprint_version != Some(FINGERPRINT_VERSION);
    let missing: Vec<&Scanned<'_>> = batch.iter().filter(is_missing).collect();
    let suspicious = suspicious_keys(&missing);
    let crowded = match suspicious.as_slice() {
        [] => Vec::new(),
        suspicious => list_crowded_keys(conn, terms.site, suspicious).await?,
    };
    let row = |one: &&Scanned<'_>| {
        let comment = CommentId(one.row.comment_id);
        FingerprintRow::new((terms.site, comment), one.row.created_at, &one.fingerprint, &crowded)
    };
    let rows: Vec<FingerprintRow> = missing.iter().map(row).collect();
    upsert_fingerprints(conn, &rows).await
}

/// Keys that so many comments of one batch have that they may be crowded: to ask about all would take longer than the
/// few rows that a crowd grows by.
fn suspicious_keys(batch: &[&Scanned<'_>]) -> Vec<i32> {
    let mut counts: HashMap<i32, usize> = HashMap::new();
    for key in batch.iter().flat_map(|one| &one.fingerprint.keys) {
        *counts.entry(*key).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count >= SUSPICIOUS).map(|(key, _)| key).collect()
}
