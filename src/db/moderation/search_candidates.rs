//! Comments that the index of grams names, and those of which it tells nothing yet.

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Integer};
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::moderation::queue::QueueFilter;
use crate::db::schema::comment_search;
use crate::domain::ids::CommentId;
use crate::error::Result;
use crate::text::search_grams::Grams;

/// The most comments that are looked at because their grams are not written yet.
const MOST_UNINDEXED: i64 = 5_000;

/// The most candidates of one segment that are looked at.
const MOST_IN_SEGMENT: i64 = 1_000;

/// A comment of which the index of grams tells nothing yet.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comment_search)]
struct UnindexedRow {
    comment_id: CommentId,
    #[diesel(sql_type = Bool)]
    matches: bool,
}

/// A comment that the index of grams finds in a segment.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comment_search)]
struct CandidateRow {
    #[diesel(sql_type = Integer)]
    segment: i32,
    comment_id: CommentId,
    #[diesel(sql_type = Bool)]
    matches: bool,
}

/// What a look-up found in some segments.
#[derive(Debug, Clone, Default)]
pub(crate) struct Candidates {
    /// How many comments were looked at.
    pub examined: usize,
    /// Those whose text and name match, in no order.
    pub matching: Vec<CommentId>,
    /// The segments with too many candidates, of which some were not looked at.
    pub overfull: Vec<i32>,
}

/// The statement for candidates. Public, so that tests can hold its plan.
pub const CANDIDATES: &str = include_str!("list_search_candidates.sql");

/// The statement for comments without grams. Public, so that tests can hold its plan.
pub const UNINDEXED: &str = include_str!("list_search_unindexed.sql");

/// The comments whose grams are not written yet, and which match; by
/// `comment_search_unsegmented_idx`. `None` if there are too many to look at.
pub(crate) async fn list_unindexed(
    conn: &mut Connection,
    filter: &QueueFilter,
) -> Result<Option<Vec<CommentId>>> {
    let rows: Vec<UnindexedRow> = prepared(UNINDEXED)
        .bind(filter.name())
        .bind(filter.text())
        .bind(MOST_UNINDEXED + 1)
        .load(conn)
        .await?;

    if i64::try_from(rows.len()).is_ok_and(|count| count > MOST_UNINDEXED) {
        return Ok(None);
    }

    let matching = rows.into_iter().filter(|row| row.matches);
    Ok(Some(matching.map(|row| row.comment_id).collect()))
}

/// The comments of the segments whose text and name contain what the search asks for; by
/// `comment_search_segment_grams_idx`.
pub(crate) async fn list_candidates(
    conn: &mut Connection,
    filter: &QueueFilter,
    grams: &Grams,
    segments: &[i32],
) -> Result<Candidates> {
    let wanted: Vec<i32> = segments
        .iter()
        .flat_map(|segment| grams.in_segment(*segment))
        .collect();
    let too_many: Vec<i32> = segments
        .iter()
        .map(|segment| Grams::too_many_in(*segment))
        .collect();
    let rows: Vec<CandidateRow> = prepared(CANDIDATES)
        .bind(segments)
        .bind(wanted)
        .bind(too_many)
        .bind(filter.name())
        .bind(filter.text())
        .bind(MOST_IN_SEGMENT + 1)
        .load(conn)
        .await?;

    let overfull = segments.iter().copied().filter(|segment| {
        let of_segment = rows.iter().filter(|row| row.segment == *segment).count();
        i64::try_from(of_segment).is_ok_and(|count| count > MOST_IN_SEGMENT)
    });
    let overfull = overfull.collect();

    Ok(Candidates {
        examined: rows.len(),
        overfull,
        matching: rows
            .into_iter()
            .filter(|row| row.matches)
            .map(|row| row.comment_id)
            .collect(),
    })
}
