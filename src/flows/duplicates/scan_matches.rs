//! Finds the earlier comments that the comments of one batch of a scan match.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use futures_util::future::try_join_all;

use crate::db::connection::connect::Connection;
use crate::db::duplicates::candidate_texts::{CandidateTextRow, list_candidate_texts};
use crate::db::duplicates::candidates::list_candidates;
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::policy::Policy;
use crate::error::{Error, Result};
use crate::flows::blocking::compute;
use crate::flows::duplicates::look_up::earlier_comment;
use crate::flows::duplicates::scanned::{ScanContext, Scanned};
use crate::flows::duplicates::selection::Selection;
use crate::moderation::facts::EarlierComment;
use crate::moderation::matches::{Match, find_matches};
use crate::text::skeleton::Skeleton;

/// A comment of the batch with the earlier comments that it matches.
pub(super) struct ScannedMatches {
    pub scanned: Arc<Scanned>,
    pub matches: Vec<Match>,
}

/// A comment of the batch with the earlier comments that it is compared with.
struct ScannedAlike {
    scanned: Arc<Scanned>,
    selection: Selection,
}

/// A candidate with its text, which is reduced once for all comparisons.
struct CandidateText {
    row: CandidateTextRow,
    skeleton: Skeleton,
}

/// Some comments of the batch with the texts that they are compared with.
struct Piece {
    site: SiteId,
    policy: Arc<Policy>,
    alike: Vec<ScannedAlike>,
    texts: Vec<CandidateTextRow>,
}

/// The candidates whose texts are in memory at the same time, beside those of one more comment.
const TEXTS: usize = 250;

/// The comments of the batch that match earlier ones.
pub(super) async fn find_batch_matches(
    context: &ScanContext<'_>,
    batch: &[Arc<Scanned>],
) -> Result<Vec<ScannedMatches>> {
    let lanes = context
        .divide(batch)
        .map(|lane| find_matches_in_lane(context, lane));
    let found = try_join_all(lanes).await?;

    Ok(found.into_iter().flatten().collect())
}

async fn find_matches_in_lane(
    context: &ScanContext<'_>,
    lane: &[Arc<Scanned>],
) -> Result<Vec<ScannedMatches>> {
    let conn = context.app.database.primary.get().await?;
    let mut rest = list_alike(&conn, context, lane).await?.into_iter();

    let mut found = Vec::new();
    while !rest.as_slice().is_empty() {
        let alike = take_piece(&mut rest);
        let piece = Piece {
            site: context.site,
            policy: Arc::clone(&context.policy),
            texts: read_texts(&conn, context.site, &alike).await?,
            alike,
        };

        found.extend(compute(move || piece.compare()).await?);
    }

    Ok(found)
}

/// The next comments that have [`TEXTS`] candidates together.
fn take_piece(rest: &mut impl Iterator<Item = ScannedAlike>) -> Vec<ScannedAlike> {
    let mut piece = Vec::new();
    let mut texts = 0;

    while texts < TEXTS
        && let Some(alike) = rest.next()
    {
        texts += alike.selection.comments.len();
        piece.push(alike);
    }

    piece
}

/// For each comment, the earlier comments that it is compared with. By the
/// statement of a submission, whose plan is tested. All comments of the lane are looked up in one
/// pipeline.
async fn list_alike(
    conn: &Connection,
    context: &ScanContext<'_>,
    lane: &[Arc<Scanned>],
) -> Result<Vec<ScannedAlike>> {
    let look_ups = lane.iter().map(async |scanned| {
        let text = scanned.text(context.site);
        let candidates = list_candidates(conn, &text.candidate_query()).await?;

        Ok::<_, Error>(ScannedAlike {
            scanned: Arc::clone(scanned),
            selection: text.select_alike(&context.policy, &candidates),
        })
    });

    try_join_all(look_ups).await
}

async fn read_texts(
    conn: &Connection,
    site: SiteId,
    piece: &[ScannedAlike],
) -> Result<Vec<CandidateTextRow>> {
    let ids: BTreeSet<CommentId> = piece
        .iter()
        .flat_map(|alike| &alike.selection.comments)
        .copied()
        .collect();
    let ids: Vec<CommentId> = ids.into_iter().collect();

    list_candidate_texts(conn, site, &ids, i64::MAX).await
}

impl Piece {
    /// Reduces the texts, and finds the comments that match some of them.
    fn compare(self) -> Vec<ScannedMatches> {
        let Self {
            site,
            policy,
            alike,
            texts,
        } = self;
        let reduced = |row: CandidateTextRow| {
            let skeleton = Skeleton::of(&row.body);

            (row.comment_id, CandidateText { row, skeleton })
        };
        let texts: HashMap<CommentId, CandidateText> = texts.into_iter().map(reduced).collect();

        let matches = alike.into_iter().map(|alike| ScannedMatches {
            matches: alike.matches(site, &policy, &texts),
            scanned: alike.scanned,
        });

        matches.filter(|found| !found.matches.is_empty()).collect()
    }
}

impl ScannedAlike {
    /// The texts to compare with, oldest first.
    fn texts_of<'b>(
        &self,
        texts: &'b HashMap<CommentId, CandidateText>,
    ) -> impl Iterator<Item = &'b CandidateText> {
        let ids: BTreeSet<CommentId> = self.selection.comments.iter().copied().collect();

        ids.into_iter().filter_map(|id| texts.get(&id))
    }

    fn matches(
        &self,
        site: SiteId,
        policy: &Policy,
        texts: &HashMap<CommentId, CandidateText>,
    ) -> Vec<Match> {
        let text = self.scanned.text(site);
        let candidates: Vec<EarlierComment> = self
            .texts_of(texts)
            .filter(|candidate| text.is_recent(policy, &candidate.row))
            .map(|candidate| {
                let relation = text.relation_to(&candidate.row);
                earlier_comment(&candidate.row, candidate.skeleton.clone(), relation)
            })
            .collect();

        find_matches(&self.scanned.skeleton, policy, text.article, &candidates)
    }
}
