//! What happens to one batch of a walk? Each comment is signed, looked up among those before it,
//! and put into its group.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::try_join_all;
use uuid::Uuid;

use crate::app::App;
use crate::db::candidates::{CandidateRow, list_candidates};
use crate::db::connect::Connection;
use crate::db::fingerprints::{
    Among, CROWD, FingerprintRow, list_crowded_keys, list_likely, upsert_fingerprints,
};
use crate::db::scans::{ScannedRow, list_unplaced};
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::policy::Policy;
use crate::error::{Error, Result};
use crate::flows::group::{Newcomer, hold_groups, join_group};
use crate::flows::look_up::{Text, earlier, others_since};
use crate::moderation::facts::EarlierComment;
use crate::moderation::matches::{Match, find_matches};
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
    /// Connections that work side by side, beside the one of the walk itself.
    pub lanes: usize,
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
        Self {
            row,
            fingerprint: Fingerprint::of(&skeleton, salt),
            skeleton,
        }
    }

    /// As it was when it came.
    fn text<'b>(&'b self, terms: &'b Terms<'_>) -> Text<'b> {
        Text {
            site: terms.site,
            article: ArticleId(self.row.article_id),
            author_key: &self.row.author_key,
            fingerprint: &self.fingerprint,
            at: self.row.created_at,
            among: Among::Before(CommentId(self.row.comment_id)),
        }
    }
}

/// Returns how many comments came into a group. Fingerprints are committed before the rest, by
/// several connections at once: they are the same whoever writes them, and however often.
pub async fn scan_these(
    conn: &mut Connection,
    terms: &Terms<'_>,
    batch: &[ScannedRow],
) -> Result<i64> {
    let scanned: Vec<Scanned<'_>> = batch
        .iter()
        .map(|row| Scanned::new(row, &terms.salt))
        .collect();
    write_fingerprints(conn, terms, &scanned).await?;
    let unplaced: Vec<&Scanned<'_>> = scanned.iter().filter(|one| !one.row.is_placed).collect();
    let found = find_repeats(terms, &unplaced).await?;
    let mut grouped = 0;
    if found.is_empty() {
        return Ok(grouped);
    }
    // Meanwhile somebody may have placed, changed or withdrawn one of them.
    hold_groups(conn, terms.site).await?;
    let ids: Vec<Uuid> = found.iter().map(|(one, _)| one.row.comment_id).collect();
    let unplaced = list_unplaced(conn, terms.site, &ids).await?;
    let still_is = |one: &Scanned<'_>| unplaced.contains(&(one.row.comment_id, one.row.revision));
    for (one, matches) in found.iter().filter(|(one, _)| still_is(one)) {
        let newcomer = Newcomer {
            site: terms.site,
            article_id: one.row.article_id,
            comment_id: one.row.comment_id,
            created_at: one.row.created_at,
            matches,
        };
        grouped += i64::from(join_group(conn, &terms.app.clock, &newcomer).await?);
    }
    Ok(grouped)
}

/// What each of them repeats, for those that repeat something.
async fn find_repeats<'a, 'b>(
    terms: &Terms<'_>,
    batch: &'b [&'b Scanned<'a>],
) -> Result<Vec<(&'b Scanned<'a>, Vec<Match>)>> {
    let lanes = batch
        .chunks(share(batch.len(), terms.lanes))
        .map(async |lane| {
            let conn = terms.app.writes.get().await?;
            let likely = list_worth_reading(&conn, terms, lane).await?;
            let earlier = read_earlier(&conn, terms.site, &likely).await?;
            let found = lane.iter().zip(&likely).map(|(one, ids)| {
                let matches = repeats(terms, one, ids.iter().filter_map(|id| earlier.get(id)))?;
                Ok((*one, matches))
            });
            found
                .filter(|found| !matches!(found, Ok((_, matches)) if matches.is_empty()))
                .collect::<Result<Vec<_>>>()
        });
    Ok(try_join_all(lanes).await?.into_iter().flatten().collect())
}

/// For each of them, the earlier comments that it has to be compared with, oldest first. The
/// question is that of a submission, whose plan is proven; the whole batch asks at once, without
/// waiting for an answer.
async fn list_worth_reading(
    conn: &Connection,
    terms: &Terms<'_>,
    batch: &[&Scanned<'_>],
) -> Result<Vec<BTreeSet<Uuid>>> {
    let asked = batch.iter().map(async |one| {
        let text = one.text(terms);
        let rows = list_likely(conn, &text.probe()).await?;
        Ok::<_, Error>(text.worth_reading(&terms.policy, &rows))
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
    let known = |row: CandidateRow| {
        (
            row.comment_id,
            Known {
                skeleton: Skeleton::of(&row.body),
                row,
            },
        )
    };
    Ok(rows.into_iter().map(known).collect())
}

fn repeats<'a>(
    terms: &Terms<'_>,
    one: &Scanned<'_>,
    candidates: impl Iterator<Item = &'a Known>,
) -> Result<Vec<Match>> {
    let text = one.text(terms);
    let recent = candidates.filter(|known| text.is_recent(&terms.policy, &known.row));
    let candidates: Vec<EarlierComment> = recent
        .map(|known| earlier((&known.row, known.skeleton.clone()), &one.row.author_key))
        .collect::<Result<_>>()?;
    Ok(find_matches(&one.skeleton, &terms.policy, &candidates))
}

async fn write_fingerprints(
    conn: &Connection,
    terms: &Terms<'_>,
    batch: &[Scanned<'_>],
) -> Result<()> {
    let is_missing = |one: &&Scanned<'_>| one.row.fingerprint_version != Some(FINGERPRINT_VERSION);
    let missing: Vec<&Scanned<'_>> = batch.iter().filter(is_missing).collect();
    let Some(first) = missing.iter().map(|one| one.row.created_at).min() else {
        return Ok(());
    };
    let since = others_since(&terms.policy, first);
    let suspicious = suspicious_keys(&missing);
    let crowded = match suspicious.as_slice() {
        [] => Vec::new(),
        suspicious => list_crowded_keys(conn, (terms.site, since), suspicious).await?,
    };
    let row = |one: &&Scanned<'_>| {
        let comment = CommentId(one.row.comment_id);
        FingerprintRow::new(
            (terms.site, comment),
            one.row.created_at,
            &one.fingerprint,
            &crowded,
        )
    };
    let rows: Vec<FingerprintRow> = missing.iter().map(row).collect();
    let lanes = rows.chunks(share(rows.len(), terms.lanes));
    let written =
        lanes.map(async |lane| upsert_fingerprints(&*terms.app.writes.get().await?, lane).await);
    try_join_all(written).await?;
    Ok(())
}

/// How many of `count` each lane gets, of which there is one at the least.
fn share(count: usize, lanes: usize) -> usize {
    count.div_ceil(lanes.max(1)).max(1)
}

/// Keys that so many comments of one batch have that they may be crowded: to ask about all would
/// take longer than the few rows that a crowd grows by.
fn suspicious_keys(batch: &[&Scanned<'_>]) -> Vec<i32> {
    let mut counts: HashMap<i32, usize> = HashMap::new();
    for key in batch.iter().flat_map(|one| &one.fingerprint.keys) {
        *counts.entry(*key).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= SUSPICIOUS)
        .map(|(key, _)| key)
        .collect()
}
