//! The table of the segments of the search.

use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::schema::search_segments;
use crate::domain::ids::CommentId;
use crate::domain::search_segments::Segment;
use crate::error::Result;

/// A stored segment.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = search_segments)]
struct SegmentRow {
    segment: i32,
    comments: i32,
    first_comment_id: CommentId,
    last_comment_id: CommentId,
}

/// All segments: one for each 32,768 comments.
pub(crate) async fn list_segments(conn: &mut Connection) -> Result<Vec<Segment>> {
    let rows: Vec<SegmentRow> = SegmentRow::query().load(conn).await?;

    let segments = rows.into_iter().map(|row| Segment {
        number: row.segment,
        comments: row.comments,
        first: row.first_comment_id,
        last: row.last_comment_id,
    });
    Ok(segments.collect())
}

/// Adds or replaces segments.
pub(crate) async fn upsert_segments(conn: &mut Connection, segments: &[Segment]) -> Result<()> {
    if segments.is_empty() {
        return Ok(());
    }

    let rows: Vec<SegmentRow> = segments
        .iter()
        .map(|segment| SegmentRow {
            segment: segment.number,
            comments: segment.comments,
            first_comment_id: segment.first,
            last_comment_id: segment.last,
        })
        .collect();

    diesel::insert_into(search_segments::table)
        .values(rows)
        .on_conflict(search_segments::segment)
        .do_update()
        .set((
            search_segments::comments.eq(excluded(search_segments::comments)),
            search_segments::first_comment_id.eq(excluded(search_segments::first_comment_id)),
            search_segments::last_comment_id.eq(excluded(search_segments::last_comment_id)),
        ))
        .execute(conn)
        .await?;

    Ok(())
}
