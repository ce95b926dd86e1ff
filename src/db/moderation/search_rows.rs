//! Rows of `comment_search`: written with each comment, put into a segment by a loop, and added for
//! comments that have none.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{comment_search, comments, installation};
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::keys::CommentKey;
use crate::error::Result;
use crate::text::search_form::{SEARCH_VERSION, SearchForm};
use crate::text::search_grams::Grams;

/// The text and the author's name of a comment in the form in which they are searched.
#[derive(Debug, Clone)]
pub struct SearchTexts {
    pub body: SearchForm,
    pub author: SearchForm,
}

impl SearchTexts {
    pub fn of(body: &str, author: &str) -> Self {
        Self {
            body: SearchForm::of(body),
            author: SearchForm::of(author),
        }
    }
}

/// In the place of the grams that the release before reads, where this release has written those of
/// the segment. That release reads it as a comment with too many grams, whose text it compares.
const IN_SEGMENT: [i32; 2] = [i32::MIN, i32::MIN];

/// The row of a comment, which is in no segment yet.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = comment_search)]
pub(crate) struct SearchRow {
    site_id: SiteId,
    comment_id: CommentId,
    search_version: i16,
    body: String,
    author: String,
}

impl SearchRow {
    pub(crate) fn of(key: CommentKey, texts: &SearchTexts) -> Self {
        Self {
            site_id: key.site,
            comment_id: key.comment,
            search_version: SEARCH_VERSION,
            body: texts.body.as_str().to_owned(),
            author: texts.author.as_str().to_owned(),
        }
    }
}

/// The row of a comment in its segment.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = comment_search)]
pub(crate) struct IndexedRow {
    #[diesel(embed)]
    row: SearchRow,
    grams: Vec<i32>,
    segment: i32,
    segment_grams: Vec<i32>,
}

impl IndexedRow {
    pub(crate) fn of(key: CommentKey, texts: &SearchTexts, segment: i32) -> Self {
        let grams = Grams::of_comment(&texts.body, &texts.author);

        Self {
            row: SearchRow::of(key, texts),
            grams: IN_SEGMENT.to_vec(),
            segment,
            segment_grams: grams.in_segment(segment),
        }
    }
}

/// A row whose grams are not those of its text, or are missing.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comment_search)]
pub(crate) struct UnindexedRow {
    pub site_id: SiteId,
    pub comment_id: CommentId,
    /// The segment that it had before its text was edited.
    pub segment: Option<i32>,
    pub body: String,
    pub author: String,
}

/// A comment, with the text and the name that its row is made of.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct UnfoldedRow {
    pub site_id: SiteId,
    pub comment_id: CommentId,
    pub body: String,
    pub author_name: String,
}

/// A comment that a walk meets.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct WalkedRow {
    pub comment_id: CommentId,
    /// It has no row of this version.
    #[diesel(sql_type = Bool)]
    pub is_missing: bool,
}

/// How far the walk that adds missing rows has come.
#[derive(Debug, Clone, HasQuery, AsChangeset)]
#[diesel(table_name = installation, treat_none_as_null = true)]
pub(crate) struct WalkProgress {
    /// The version for which all comments have rows.
    pub search_version: i16,
    /// The last comment of the walk that is underway; the nil id before the first one.
    pub search_walked_to: CommentId,
    /// When the last walk ended.
    pub search_walked_at: Option<DateTime<Utc>>,
}

/// Writes or replaces the row of a comment that is edited. A loop gives it its grams. By SQL text,
/// which is planned once.
pub(crate) async fn upsert_search_texts(
    conn: &mut Connection,
    key: CommentKey,
    texts: &SearchTexts,
) -> Result<()> {
    prepared(include_str!("upsert_search_texts.sql"))
        .bind(key.site)
        .bind(key.comment)
        .bind(SEARCH_VERSION)
        .bind(texts.body.as_str())
        .bind(texts.author.as_str())
        .execute(conn)
        .await?;

    Ok(())
}

/// Locks rows without grams until the transaction ends, the oldest first, except those that
/// another transaction holds; by `comment_search_unsegmented_idx`.
pub(crate) async fn lock_unindexed(conn: &mut Connection, limit: i64) -> Result<Vec<UnindexedRow>> {
    Ok(prepared(include_str!("lock_unindexed.sql"))
        .bind(limit)
        .load(conn)
        .await?)
}

/// Gives locked rows their segments and grams.
pub(crate) async fn update_grams(conn: &mut Connection, rows: &[IndexedRow]) -> Result<()> {
    diesel::insert_into(comment_search::table)
        .values(rows)
        .on_conflict((comment_search::site_id, comment_search::comment_id))
        .do_update()
        .set((
            comment_search::grams.eq(excluded(comment_search::grams)),
            comment_search::segment.eq(excluded(comment_search::segment)),
            comment_search::segment_grams.eq(excluded(comment_search::segment_grams)),
        ))
        .execute(conn)
        .await?;

    Ok(())
}

/// Adds rows, and replaces those of another version. A stored one of this version is newer: the
/// comment was edited meanwhile.
pub(crate) async fn insert_search_rows(conn: &mut Connection, rows: &[SearchRow]) -> Result<()> {
    use diesel::query_dsl::methods::FilterDsl;

    diesel::insert_into(comment_search::table)
        .values(rows)
        .on_conflict((comment_search::site_id, comment_search::comment_id))
        .do_update()
        .set((
            comment_search::search_version.eq(excluded(comment_search::search_version)),
            comment_search::body.eq(excluded(comment_search::body)),
            comment_search::author.eq(excluded(comment_search::author)),
            comment_search::grams.eq(None::<Vec<i32>>),
        ))
        .filter(comment_search::search_version.ne(excluded(comment_search::search_version)))
        .execute(conn)
        .await?;

    Ok(())
}

/// The next `limit` comments in the order of their ids, each with whether it lacks a row; by
/// `comments_id_idx` and the primary key.
pub(crate) async fn list_walked(
    conn: &mut Connection,
    after: CommentId,
    limit: i64,
) -> Result<Vec<WalkedRow>> {
    Ok(prepared(include_str!("list_walked.sql"))
        .bind(after)
        .bind(limit)
        .bind(SEARCH_VERSION)
        .load(conn)
        .await?)
}

/// Locks comments against removal, in the order of their ids, until the
/// transaction ends; by `comments_id_idx`.
pub(crate) async fn lock_unfolded(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<UnfoldedRow>> {
    Ok(prepared(include_str!("lock_unfolded.sql"))
        .bind(comments)
        .load(conn)
        .await?)
}

/// The texts of comments, by `comments_id_idx`.
pub(crate) async fn list_unfolded(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<UnfoldedRow>> {
    Ok(prepared(include_str!("list_unfolded.sql"))
        .bind(comments)
        .load(conn)
        .await?)
}

/// The progress of the walk.
pub(crate) async fn find_walk(conn: &mut Connection) -> Result<WalkProgress> {
    Ok(WalkProgress::query().first(conn).await?)
}

/// Stores the progress of the walk.
pub(crate) async fn update_walk(conn: &mut Connection, progress: &WalkProgress) -> Result<()> {
    diesel::update(installation::table)
        .set(progress)
        .execute(conn)
        .await?;

    Ok(())
}

/// Has the walk begin anew: comments were imported.
pub(crate) async fn restart_walk(conn: &mut Connection) -> Result<()> {
    update_walk(
        conn,
        &WalkProgress {
            search_version: 0,
            search_walked_to: CommentId(uuid::Uuid::nil()),
            search_walked_at: None,
        },
    )
    .await
}
