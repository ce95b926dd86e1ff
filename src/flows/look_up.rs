//! Which stored comments may a text repeat? Found by their fingerprints, and read only where these
//! leave it open.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::db::candidates::{CandidateRow, list_candidates};
use crate::db::connect::Connection;
use crate::db::fingerprints::{
    Among, BY_KEYS, CROWD, LikelyRow, Probe, list_crowded_keys, list_likely,
};
use crate::domain::ids::{ArticleId, CommentId, DuplicateGroupId, SiteId};
use crate::domain::policy::Policy;
use crate::error::Result;
use crate::flows::gather::read_status;
use crate::moderation::comparison::DuplicateLimits;
use crate::moderation::facts::{EarlierComment, EarlierGroup, Relation};
use crate::moderation::fingerprint_filter::{StoredFingerprint, may_be_duplicate};
use crate::text::fingerprint::Fingerprint;
use crate::text::skeleton::Skeleton;

/// A text, whose it is and where it is to stand.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    pub site: SiteId,
    /// Its comments count whatever their age; nil for none.
    pub article: ArticleId,
    /// Empty for nobody's.
    pub author_key: &'a [u8],
    pub fingerprint: &'a Fingerprint,
    /// When it came.
    pub at: DateTime<Utc>,
    pub among: Among,
}

/// What there is.
pub struct Found {
    /// Oldest first.
    pub earlier: Vec<EarlierComment>,
    /// Keys of the text that so many comments have that it is to be stored without them.
    pub crowded: Vec<i32>,
}

/// The comments that the text may repeat: those of its author and those of others, each within the
/// policy's time.
///
/// # Errors
/// `Unavailable` without a database; `Internal` for a stored status that is none.
pub async fn look_up(conn: &Connection, text: Text<'_>, policy: &Policy) -> Result<Found> {
    let likely = list_likely(conn, &text.probe()).await?;
    read_likely(conn, (text, policy), &likely).await
}

/// The same where the likely ones are known.
///
/// # Errors
/// As [`look_up`].
pub async fn read_likely(
    conn: &Connection,
    (text, policy): (Text<'_>, &Policy),
    rows: &[LikelyRow],
) -> Result<Found> {
    let ids = text.worth_reading(policy, rows);
    let candidates = list_candidates(conn, text.site, &ids).await?;
    let recent = candidates.iter().filter(|row| text.is_recent(policy, row));
    let earlier = recent.map(|row| earlier((row, Skeleton::of(&row.body)), text.author_key));
    let earlier = earlier.collect::<Result<_>>()?;
    Ok(Found {
        earlier,
        crowded: crowded_keys(conn, (text, policy), rows).await?,
    })
}

impl Text<'_> {
    /// What it is looked up by.
    pub fn probe(&self) -> Probe<'_> {
        Probe {
            site_id: self.site,
            author_key: self.author_key,
            exact_hash: self.fingerprint.exact_hash,
            keys: &self.fingerprint.probes,
            among: self.among,
        }
    }

    /// Those among the likely comments whose own words have to be asked.
    pub fn worth_reading(&self, policy: &Policy, rows: &[LikelyRow]) -> BTreeSet<Uuid> {
        let limits = DuplicateLimits::of(policy);
        let alike = |row: &&LikelyRow| {
            let stored = StoredFingerprint {
                version: row.fingerprint_version,
                letters: row.letters,
                exact_hash: row.exact_hash,
                keys: &row.keys,
                relation: Relation::of(row.of_author),
            };
            may_be_duplicate(self.fingerprint, &stored, &limits)
        };
        rows.iter()
            .filter(alike)
            .map(|row| row.comment_id)
            .collect()
    }

    /// Whether a comment is young enough for the policy to call this text its repeat.
    pub fn is_recent(&self, policy: &Policy, row: &CandidateRow) -> bool {
        let since = if row.author_key == self.author_key {
            self.at - Duration::days(i64::from(policy.duplicate_window_days))
        } else {
            others_since(policy, self.at)
        };
        row.article_id == self.article.0 || row.created_at >= since
    }
}

/// Counted among the comments that were found, unless these were too many to be read. Those that
/// are too old to be repeated by others are no crowd: behind them, the copies that come now would
/// not be found.
async fn crowded_keys(
    conn: &Connection,
    (text, policy): (Text<'_>, &Policy),
    rows: &[LikelyRow],
) -> Result<Vec<i32>> {
    let keys = &text.fingerprint.keys;
    let since = others_since(policy, text.at);
    if rows.len() >= BY_KEYS {
        return list_crowded_keys(conn, (text.site, since), keys).await;
    }
    let mut counts: HashMap<i32, HashSet<Uuid>> = HashMap::new();
    for row in rows.iter().filter(|row| row.created_at >= since) {
        for key in row.keys.iter().filter(|key| keys.contains(key)) {
            counts.entry(*key).or_default().insert(row.comment_id);
        }
    }
    Ok(counts
        .into_iter()
        .filter(|(_, comments)| comments.len() >= CROWD)
        .map(|(key, _)| key)
        .collect())
}

/// From when on others' comments count for what came `at` that time.
pub fn others_since(policy: &Policy, at: DateTime<Utc>) -> DateTime<Utc> {
    at - Duration::days(i64::from(policy.other_authors_window_days))
}

/// A stored comment with its reduced text, as the phases look at it for a text of that author.
///
/// # Errors
/// `Internal` for a stored status that is none.
pub fn earlier(
    (row, skeleton): (&CandidateRow, Skeleton),
    author_key: &[u8],
) -> Result<EarlierComment> {
    let same = row.author_key == author_key;
    let group = row.duplicate_group_id.map(|id| EarlierGroup {
        duplicate_group_id: DuplicateGroupId(id),
        settled: row.group_state.as_deref() == Some("settled"),
    });
    Ok(EarlierComment {
        comment_id: CommentId(row.comment_id),
        article_id: ArticleId(row.article_id),
        relation: Relation::of(same),
        author_key: row.author_key.clone(),
        status: read_status(&row.status)?,
        created_at: row.created_at,
        skeleton,
        group,
    })
}
