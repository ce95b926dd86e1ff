//! Looks up the stored comments that a text may duplicate: candidates by their fingerprints, and
//! the texts of those whose fingerprints leave the question open.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};

use crate::db::connection::connect::Connection;
use crate::db::duplicates::candidate_texts::{CandidateTextRow, list_candidate_texts};
use crate::db::duplicates::candidates::{
    Among, BY_KEYS, CandidateQuery, CandidateRow, list_candidates,
};
use crate::db::duplicates::fingerprints::{CROWD, list_crowded_keys};
use crate::domain::budgets::{Budget, COMPARED_BYTES};
use crate::domain::group_state::GroupState;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::policy::Policy;
use crate::domain::proof::Proof;
use crate::error::Result;
use crate::flows::blocking::compute_on;
use crate::flows::duplicates::selection::Selection;
use crate::flows::moderation::contact_uses::others_since;
use crate::moderation::comparison::DuplicateLimits;
use crate::moderation::facts::{EarlierComment, EarlierGroup, Relation};
use crate::moderation::fingerprint_filter::{StoredFingerprint, may_be_duplicate};
use crate::text::fingerprint::Fingerprint;
use crate::text::skeleton::Skeleton;

/// A text to look up, with its author and its article.
#[derive(Clone, Copy)]
pub struct TextToLookUp<'a> {
    pub site: SiteId,
    /// The article whose comments count at any age.
    pub article: Option<ArticleId>,
    /// Empty for a text without an author.
    pub author_key: &'a [u8],
    /// What shows which of the comments under the email are the author's own.
    pub proof: &'a Proof,
    pub fingerprint: &'a Fingerprint,
    /// When the text was written.
    pub at: DateTime<Utc>,
    pub among: Among,
}

/// The result of a look-up.
pub struct LookUpResult {
    /// The stored comments to compare with, oldest first.
    pub earlier_comments: Vec<EarlierComment>,
    /// The keys of the text that are crowded: the text is stored without them.
    pub crowded: Vec<i32>,
    /// The budgets that kept candidates from being compared.
    pub(crate) budgets_hit: Vec<Budget>,
}

/// Looks up the comments that the text may duplicate: those of its author and those of others, each
/// within the policy's time.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn look_up(
    conn: &Connection,
    text: TextToLookUp<'_>,
    policy: &Policy,
) -> Result<LookUpResult> {
    let candidates = list_candidates(conn, &text.candidate_query()).await?;

    compare_candidates(conn, text, policy, &candidates).await
}

/// The same with candidates that were read before.
///
/// # Errors
/// Those of [`look_up`].
pub(in crate::flows) async fn compare_candidates(
    conn: &Connection,
    text: TextToLookUp<'_>,
    policy: &Policy,
    candidates: &[CandidateRow],
) -> Result<LookUpResult> {
    let selection = text.select_alike(policy, candidates);
    let mut rows =
        list_candidate_texts(conn, text.site, &selection.comments, COMPARED_BYTES).await?;
    let budgets_hit = budgets_hit(&selection, &rows);

    rows.retain(|row| text.is_recent(policy, row));
    let bytes = bytes_of(&rows);
    let relations: Vec<Relation> = rows.iter().map(|row| text.relation_to(row)).collect();
    let reduce = move || {
        rows.iter()
            .zip(relations)
            .map(|(row, relation)| earlier_comment(row, Skeleton::of(&row.body), relation))
            .collect()
    };
    let reduced = compute_on(bytes, reduce);

    Ok(LookUpResult {
        earlier_comments: reduced.await?,
        crowded: crowded_keys(conn, text, policy, candidates).await?,
        budgets_hit,
    })
}

fn budgets_hit(selection: &Selection, rows: &[CandidateTextRow]) -> Vec<Budget> {
    let most = u64::try_from(COMPARED_BYTES).unwrap_or_default();
    let is_cut = rows.len() < selection.comments.len() && bytes_of(rows) >= most;

    let letters = selection.is_cut.then_some(Budget::ComparedLetters);
    let bytes = is_cut.then_some(Budget::ComparedBytes);

    letters.into_iter().chain(bytes).collect()
}

fn bytes_of(rows: &[CandidateTextRow]) -> u64 {
    let bytes: usize = rows.iter().map(|row| row.body.len()).sum();

    u64::try_from(bytes).unwrap_or(u64::MAX)
}

impl TextToLookUp<'_> {
    /// The values by which candidates are found.
    pub(in crate::flows) fn candidate_query(&self) -> CandidateQuery<'_> {
        CandidateQuery {
            site: self.site,
            author_key: self.author_key,
            exact_hash: self.fingerprint.exact_hash,
            keys: &self.fingerprint.probes,
            among: self.among,
        }
    }

    /// The candidates whose texts are read, because their fingerprints do not rule out that they are
    /// alike.
    pub(super) fn select_alike(&self, policy: &Policy, candidates: &[CandidateRow]) -> Selection {
        let limits = DuplicateLimits::of(policy);
        let is_alike = |row: &&CandidateRow| {
            let stored = StoredFingerprint {
                version: row.fingerprint_version,
                letters: row.letters,
                exact_hash: row.exact_hash,
                keys: &row.keys,
                relation: if row.of_author {
                    Relation::SameAuthor
                } else {
                    Relation::OtherAuthor
                },
            };
            may_be_duplicate(self.fingerprint, &stored, &limits)
        };

        Selection::of(self.fingerprint, candidates.iter().filter(is_alike))
    }

    /// Whether a comment is young enough for the policy to call this text its duplicate.
    pub(super) fn is_recent(&self, policy: &Policy, row: &CandidateTextRow) -> bool {
        let since = if row.author_key == self.author_key {
            self.at - Duration::days(i64::from(policy.duplicate_window_days))
        } else {
            others_since(policy, self.at)
        };

        Some(row.article_id) == self.article || row.created_at >= since
    }

    /// How the author of a stored comment is related to that of this text.
    pub(super) fn relation_to(&self, row: &CandidateTextRow) -> Relation {
        if row.author_key != self.author_key {
            return Relation::OtherAuthor;
        }

        let network = row.author_ip_hash.as_deref();
        if self.proof.covers(row.comment_id, network) {
            Relation::SameAuthor
        } else {
            Relation::SameEmail
        }
    }
}

/// The keys of the text that are crowded, counted among the candidates unless these are too many to
/// be read in full. Comments that are too old to be duplicated by others do not count: a crowd of
/// them would hide the copies that come now.
async fn crowded_keys(
    conn: &Connection,
    text: TextToLookUp<'_>,
    policy: &Policy,
    candidates: &[CandidateRow],
) -> Result<Vec<i32>> {
    let keys = &text.fingerprint.keys;
    let since = others_since(policy, text.at);
    if candidates.len() >= BY_KEYS {
        return list_crowded_keys(conn, text.site, since, keys).await;
    }

    // A comment that was found in several ways counts once.
    let mut comments_by_key: HashMap<i32, HashSet<CommentId>> = HashMap::new();
    for row in candidates.iter().filter(|row| row.created_at >= since) {
        for key in row.keys.iter().filter(|key| keys.contains(key)) {
            comments_by_key
                .entry(*key)
                .or_default()
                .insert(row.comment_id);
        }
    }

    Ok(comments_by_key
        .into_iter()
        .filter(|(_, comments)| comments.len() >= CROWD)
        .map(|(key, _)| key)
        .collect())
}

/// A stored comment with its reduced text.
pub(super) fn earlier_comment(
    row: &CandidateTextRow,
    skeleton: Skeleton,
    relation: Relation,
) -> EarlierComment {
    let group = row.duplicate_group_id.map(|group| EarlierGroup {
        duplicate_group_id: group,
        settled: row.group_state == Some(GroupState::Settled),
    });

    EarlierComment {
        comment_id: row.comment_id,
        article_id: row.article_id,
        parent_id: row.parent_id,
        relation,
        author_key: row.author_key.clone(),
        status: row.status,
        created_at: row.created_at,
        body: row.body.clone(),
        skeleton,
        group,
    }
}
