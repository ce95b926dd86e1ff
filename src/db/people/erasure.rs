//! Erasing the data of a person: empties the comments of one site and every row that was made of
//! them. The comments are locked. What stays are ids, times, statuses and places.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{
    comments, contacts, duplicate_members, duplicate_separations, findings, fingerprints,
    idempotency_keys, reports, revisions,
};
use crate::domain::ids::{CommentId, DuplicateGroupId, ModeratorId, SiteId};
use crate::error::Result;
use crate::text::search_form::SEARCH_VERSION;

/// The numbers of rows that a part of an erasure emptied or removed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ErasedRows {
    pub revisions: usize,
    pub reports: usize,
}

/// Empties the comments themselves. Their key becomes the empty one, which belongs to nobody.
pub(crate) async fn empty_comments(
    conn: &mut Connection,
    site: SiteId,
    erased: &[CommentId],
    now: DateTime<Utc>,
) -> Result<()> {
    let rows = comments::table
        .filter(comments::site_id.eq(site))
        .filter(comments::comment_id.eq_any(erased));

    diesel::update(rows)
        .set((
            comments::author_name.eq(""),
            comments::author_email.eq(""),
            comments::author_website.eq(None::<String>),
            comments::author_key.eq(Vec::new()),
            comments::author_ip_hash.eq(None::<Vec<u8>>),
            comments::moderator_id.eq(None::<ModeratorId>),
            comments::body.eq(""),
            comments::html.eq(""),
            comments::version.eq(comments::version + 1),
            comments::erased_at.eq(now),
        ))
        .execute(conn)
        .await?;

    Ok(())
}

/// Deletes the rows of the comments in a table, by its primary key; the number of rows.
macro_rules! delete_rows {
    ($conn:ident, $site:ident, $erased:ident, $table:ident) => {{
        let rows = $table::table
            .filter($table::site_id.eq($site))
            .filter($table::comment_id.eq_any($erased));

        diesel::delete(rows).execute($conn).await?
    }};
}

/// Removes what only describes the texts: revisions, fingerprints and contacts; and what reports
/// and findings say of them, but not that they exist.
pub(crate) async fn empty_text_rows(
    conn: &mut Connection,
    site: SiteId,
    erased: &[CommentId],
) -> Result<ErasedRows> {
    let revisions = delete_rows!(conn, site, erased, revisions);
    delete_rows!(conn, site, erased, contacts);
    delete_rows!(conn, site, erased, duplicate_separations);
    delete_rows!(conn, site, erased, fingerprints);

    let of_comments = findings::table
        .filter(findings::site_id.eq(site))
        .filter(findings::comment_id.eq_any(erased));
    diesel::update(of_comments)
        .set(findings::evidence.eq(json!({})))
        .execute(conn)
        .await?;

    let of_comments = reports::table
        .filter(reports::site_id.eq(site))
        .filter(reports::comment_id.eq_any(erased))
        .filter(reports::detail.is_not_null());
    let reports = diesel::update(of_comments)
        .set(reports::detail.eq(None::<String>))
        .execute(conn)
        .await?;

    Ok(ErasedRows { revisions, reports })
}

/// Empties the rows of the search, or adds empty ones: a loop that has read the texts before must
/// not add them afterwards. By the primary key.
pub(crate) async fn empty_search_rows(
    conn: &mut Connection,
    site: SiteId,
    erased: &[CommentId],
) -> Result<()> {
    prepared(include_str!("empty_search_rows.sql"))
        .bind(site)
        .bind(erased)
        .bind(SEARCH_VERSION)
        .execute(conn)
        .await?;

    Ok(())
}

/// Empties reasons and notes of the decisions about erased comments; by `decisions_comment_idx`. It
/// is a function of the owner of the tables, since the service may not change decisions.
pub(crate) async fn empty_decision_texts(
    conn: &mut Connection,
    site: SiteId,
    erased: &[CommentId],
) -> Result<()> {
    prepared("SELECT empty_decision_texts($1, $2)")
        .bind(site)
        .bind(erased)
        .execute(conn)
        .await?;

    Ok(())
}

/// The groups of duplicates that the comments are in; by the primary key.
pub(crate) async fn list_groups_of(
    conn: &mut Connection,
    site: SiteId,
    erased: &[CommentId],
) -> Result<Vec<DuplicateGroupId>> {
    Ok(duplicate_members::table
        .filter(duplicate_members::site_id.eq(site))
        .filter(duplicate_members::comment_id.eq_any(erased))
        .select(duplicate_members::duplicate_group_id)
        .distinct()
        .load(conn)
        .await?)
}

/// Deletes the stored answers of these scopes; by the primary key.
pub(crate) async fn delete_answers(
    conn: &mut Connection,
    site: SiteId,
    scopes: &[String],
) -> Result<()> {
    let answers = idempotency_keys::table
        .filter(idempotency_keys::site_id.eq(site))
        .filter(idempotency_keys::scope.eq_any(scopes));

    diesel::delete(answers).execute(conn).await?;

    Ok(())
}
