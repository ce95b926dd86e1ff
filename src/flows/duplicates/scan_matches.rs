//! Finds the earlier comments that the comments of one batch of a scan match.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::try_join_all;

use crate::db::connection::connect::Connection;
use crate::db::duplicates::candidate_texts::{CandidateTextRow, list_candidate_texts};
use crate::db::duplicates::candidates::list_candidates;
use crate::domain::ids::{CommentId, SiteId};
use crate::error::{Error, Result};
use crate::flows::duplicates::look_up::earlier_comment;
use crate::flows::duplicates::scanned::{ScanContext, Scanned};
use crate::flows::duplicates::selection::Selection;
use crate::moderation::facts::EarlierComment;
use crate::moderation::matches::{Match, find_matches};
use crate::text::skeleton::Skeleton;

/// A comment of the batch with the earlier comments that it matches.
pub(super) struct ScannedMatches<'a> {
    pub scanned: &'a Scanned<'a>,
    pub matches: Vec<Match>,
}

/// A comment of the batch with the earlier comments that it is compared with.
struct ScannedAlike<'a> {
    scanned: &'a Scanned<'a>,
    selection: Selection,
}

/// A candidate with its text, which is reduced once for all comparisons.
struct CandidateText {
    row: CandidateTextRow,
    skeleton: Skeleton,
}

/// The candidates whose texts are in memory at the same time, beside those of one more comment.
const TEXTS: usize = 250;

/// The comments of the batch that match earlier ones.
pub(super) async fn find_batch_matches<'a>(
    context: &ScanContext<'_>,
    batch: &[&'a Scanned<'a>],
) -> Result<Vec<ScannedMatches<'a>>> {
    let lanes = context
        .divide(batch)
        .map(|lane| find_matches_in_lane(context, lane));
    let found = try_join_all(lanes).await?;

    Ok(found.into_iter().flatten().collect())
}

async fn find_matches_in_lane<'a>(
    context: &ScanContext<'_>,
    lane: &[&'a Scanned<'a>],
) -> Result<Vec<ScannedMatches<'a>>> {
    let conn = context.app.database.primary.get().await?;
    let mut rest = list_alike(&conn, context, lane).await?.into_iter();

    let mut found = Vec::new();
    while !rest.as_slice().is_empty() {
        let piece = take_piece(&mut rest);
        let texts = read_texts(&conn, context.site, &piece).await?;

        let matches = piece.iter().map(|alike| {
            let texts = alike.texts_of(&texts);
            ScannedMatches {
                scanned: alike.scanned,
                matches: match_texts(context, alike.scanned, texts),
            }
        });
        found.extend(matches.filter(|found| !found.matches.is_empty()));
    }

    Ok(found)
}

/// The next comments that have [`TEXTS`] candidates together.
fn take_piece<'a>(rest: &mut impl Iterator<Item = ScannedAlike<'a>>) -> Vec<ScannedAlike<'a>> {
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

impl ScannedAlike<'_> {
    /// The texts to compare with, oldest first.
    fn texts_of<'b>(
        &self,
        texts: &'b HashMap<CommentId, CandidateText>,
    ) -> impl Iterator<Item = &'b CandidateText> {
        let ids: BTreeSet<CommentId> = self.selection.comments.iter().copied().collect();

        ids.into_iter().filter_map(|id| texts.get(&id))
    }
}

/// For each comment, the earlier comments that it is compared with. By the
/// statement of a submission, whose plan is tested. All comments of the lane are looked up in one
/// pipeline.
async fn list_alike<'a>(
    conn: &Connection,
    context: &ScanContext<'_>,
    lane: &[&'a Scanned<'a>],
) -> Result<Vec<ScannedAlike<'a>>> {
    let look_ups = lane.iter().map(async |scanned| {
        let text = scanned.text(context);
        let candidates = list_candidates(conn, &text.candidate_query()).await?;

        Ok::<_, Error>(ScannedAlike {
            scanned,
            selection: text.select_alike(&context.policy, &candidates),
        })
    });

    try_join_all(look_ups).await
}

async fn read_texts(
    conn: &Connection,
    site: SiteId,
    piece: &[ScannedAlike<'_>],
) -> Result<HashMap<CommentId, CandidateText>> {
    let ids: BTreeSet<CommentId> = piece
        .iter()
        .flat_map(|alike| &alike.selection.comments)
        .copied()
        .collect();
    let ids: Vec<CommentId> = ids.into_iter().collect();
    let rows = list_candidate_texts(conn, site, &ids, i64::MAX).await?;

    let mut texts = HashMap::new();
    for row in rows {
        let skeleton = Skeleton::of(&row.body);
        texts.insert(row.comment_id, CandidateText { row, skeleton });
    }

    Ok(texts)
}

fn match_texts<'a>(
    context: &ScanContext<'_>,
    scanned: &Scanned<'_>,
    candidates: impl Iterator<Item = &'a CandidateText>,
) -> Vec<Match> {
    let text = scanned.text(context);
    let candidates: Vec<EarlierComment> = candidates
        .filter(|candidate| text.is_recent(&context.policy, &candidate.row))
        .map(|candidate| {
            let relation = text.relation_to(&candidate.row);
            earlier_comment(&candidate.row, candidate.skeleton.clone(), relation)
        })
        .collect();

    find_matches(
        &scanned.skeleton,
        &context.policy,
        text.article,
        &candidates,
    )
}
