//! Finds the earlier comments that the comments of one batch of a scan match.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::try_join_all;

use crate::db::connection::connect::Connection;
use crate::db::duplicates::candidate_texts::{CandidateTextRow, list_candidate_texts};
use crate::db::duplicates::candidates::list_candidates;
use crate::domain::ids::{CommentId, SiteId};
use crate::error::{Error, Result};
use crate::flows::duplicates::scanned::{ScanContext, Scanned};
use crate::moderation::facts::EarlierComment;
use crate::moderation::matches::{Match, find_matches};
use crate::text::skeleton::Skeleton;

/// A comment of the batch with the earlier comments that it matches.
pub(super) struct ScannedMatches<'a> {
    pub scanned: &'a Scanned<'a>,
    pub matches: Vec<Match>,
}

/// A candidate with its text, which is reduced once for all comparisons.
struct CandidateText {
    row: CandidateTextRow,
    skeleton: Skeleton,
}

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
    let candidates = list_alike(&conn, context, lane).await?;
    let texts = read_texts(&conn, context.site, &candidates).await?;

    let found = lane.iter().zip(&candidates).map(|(scanned, ids)| {
        let texts = ids.iter().filter_map(|id| texts.get(id));
        ScannedMatches {
            scanned,
            matches: match_texts(context, scanned, texts),
        }
    });

    Ok(found.filter(|found| !found.matches.is_empty()).collect())
}

/// For each comment, the earlier comments that it has to be compared with, oldest first. By the
/// statement of a submission, whose plan is tested. All comments of the lane are looked up in one
/// pipeline.
async fn list_alike(
    conn: &Connection,
    context: &ScanContext<'_>,
    lane: &[&Scanned<'_>],
) -> Result<Vec<BTreeSet<CommentId>>> {
    let look_ups = lane.iter().map(async |scanned| {
        let text = scanned.text(context);
        let candidates = list_candidates(conn, &text.candidate_query()).await?;

        Ok::<_, Error>(text.select_alike(&context.policy, &candidates))
    });

    try_join_all(look_ups).await
}

async fn read_texts(
    conn: &Connection,
    site: SiteId,
    candidates: &[BTreeSet<CommentId>],
) -> Result<HashMap<CommentId, CandidateText>> {
    let ids = candidates.iter().flatten().copied().collect();
    let rows = list_candidate_texts(conn, site, &ids).await?;

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
        .map(|candidate| text.earlier_comment(&candidate.row, candidate.skeleton.clone()))
        .collect();

    find_matches(
        &scanned.skeleton,
        &context.policy,
        text.article,
        &candidates,
    )
}
