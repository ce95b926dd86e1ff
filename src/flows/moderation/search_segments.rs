//! Searches the segments behind a comment, in the order of the search, until the page is full.

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::Sort;
use crate::db::moderation::search::{Search, list_chosen};
use crate::db::moderation::search_candidates::{list_candidates, list_unindexed};
use crate::db::moderation::search_segments::list_segments;
use crate::domain::id_span::{following, preceding};
use crate::domain::ids::CommentId;
use crate::domain::search_segments::Segment;
use crate::error::Result;
use crate::text::search_grams::Grams;

/// How many segments one statement reads at most. The first one reads a single segment, and each
/// following one twice as many.
const MOST_AT_ONCE: usize = 16;

/// How many segments a page reads at most: two million comments.
const MOST_SEGMENTS: usize = 64;

/// How many candidates a page looks at, after which it reads no other segment.
const MOST_CANDIDATES: usize = 5_000;

/// What segments hold.
pub(super) struct Found {
    /// The comments that match, in the order of the search.
    pub found: Vec<CommentId>,
    /// Where the search ended, if comments follow there. It is no comment.
    pub end: Option<CommentId>,
}

/// Finds `wanted` comments that match behind `last`, or fewer. `None` if the index cannot tell:
/// too many comments are in no segment, or the first segment has too many candidates.
pub(super) async fn search_segments(
    conn: &mut Connection,
    search: &Search<'_>,
    grams: &Grams,
    last: CommentId,
    wanted: usize,
) -> Result<Option<Found>> {
    let Some(unindexed) = list_unindexed(conn, search.filter).await? else {
        return Ok(None);
    };
    let mut found = choose(conn, search, last, unindexed).await?;

    let segments = list_segments(conn).await?;
    let ahead = ahead(search, last, segments);
    let mut examined = 0;
    let mut candidates = 0;

    let mut end = None;
    while examined < ahead.len() {
        let count = examined.clamp(1, MOST_AT_ONCE);
        let batch: Vec<i32> = ahead
            .iter()
            .skip(examined)
            .take(count)
            .map(|segment| segment.number)
            .collect();
        let read = list_candidates(conn, search.filter, grams, &batch).await?;

        // What was found behind the first overfull segment is found again by the next page.
        let complete = batch
            .iter()
            .position(|number| read.overfull.contains(number));
        let is_overfull = complete.is_some();
        examined += complete.unwrap_or(batch.len());
        candidates += read.examined;
        found.extend(choose(conn, search, last, read.matching).await?);

        end = ahead
            .get(examined)
            .map(|next| before(*next, search.sort))
            .filter(|end| search.sort.is_before(last, *end));
        let is_enough = candidates > MOST_CANDIDATES
            || examined >= MOST_SEGMENTS
            || is_full(search.sort, &found, end, wanted);
        if is_overfull && end.is_none() {
            return Ok(None);
        }
        if is_overfull || (is_enough && end.is_some()) {
            break;
        }
        end = None;
    }

    if let Some(end) = end {
        found.retain(|comment| search.sort.is_before(*comment, end));
    }
    found.sort_unstable();
    // A comment that is edited while both releases run is found by its old grams, too.
    found.dedup();
    if search.sort == Sort::Newest {
        found.reverse();
    }

    Ok(Some(Found { found, end }))
}

/// The segments with comments behind `last` and within the span that is searched, in the order of
/// the search.
fn ahead(search: &Search<'_>, last: CommentId, mut segments: Vec<Segment>) -> Vec<Segment> {
    let end = CommentId(search.filter.end(search.sort));

    match search.sort {
        Sort::Oldest => {
            segments.retain(|segment| last < segment.last && segment.first < end);
            segments.sort_unstable_by_key(|segment| segment.first);
        }
        Sort::Newest => {
            segments.retain(|segment| segment.first < last && end < segment.last);
            segments.sort_unstable_by_key(|segment| std::cmp::Reverse(segment.last));
        }
    }

    segments
}

/// The id before all comments of a segment, in the order of the search.
fn before(segment: Segment, sort: Sort) -> CommentId {
    match sort {
        Sort::Oldest => CommentId(preceding(segment.first.0)),
        Sort::Newest => CommentId(following(segment.last.0)),
    }
}

/// Whether enough comments were found before the next segment.
fn is_full(sort: Sort, found: &[CommentId], end: Option<CommentId>, wanted: usize) -> bool {
    let before = found
        .iter()
        .filter(|comment| end.is_none_or(|end| sort.is_before(**comment, end)));

    before.count() >= wanted
}

/// Those of the comments that are behind `last` and match all filters.
async fn choose(
    conn: &mut Connection,
    search: &Search<'_>,
    last: CommentId,
    candidates: Vec<CommentId>,
) -> Result<Vec<CommentId>> {
    let beyond: Vec<CommentId> = candidates
        .into_iter()
        .filter(|comment| search.sort.is_before(last, *comment))
        .filter(|comment| search.filter.created.contains(*comment))
        .collect();
    if beyond.is_empty() {
        return Ok(beyond);
    }

    let chosen = list_chosen(conn, search, &beyond).await?;
    Ok(chosen.iter().map(|row| row.comment_id).collect())
}
