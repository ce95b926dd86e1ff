//! Lists of the latest approved comments, without erased ones.

use diesel::QueryableByName;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Keyset, Sort};
use crate::db::connection::statement::prepared;
use crate::db::threads::comment::{ThreadCommentRow, number_column, reader_columns};
use crate::db::threads::sizes::{PAGE_SIZES, fits_page};
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::page::PageRequest;
use crate::error::Result;

/// A comment of the page.
#[derive(Debug, QueryableByName)]
pub struct LatestRow {
    #[diesel(embed)]
    pub comment: ThreadCommentRow,
    /// Whether another comment follows in the page, in this answer or not.
    #[diesel(sql_type = Bool)]
    pub has_next: bool,
}

/// The statement for the latest comments of a site, by `comments_latest_idx`, or of all sites, by
/// `comments_latest_everywhere_idx`.
pub fn latest_statement(site: Option<SiteId>, sort: Sort) -> String {
    let equal: &[_] = if site.is_some() {
        &[("site_id", "(SELECT $3::uuid)")]
    } else {
        &[]
    };
    let latest = Keyset {
        equal,
        after: ("comment_id", "$1"),
        sort,
    };

    format!(
        "SELECT {columns}, {number}, c.has_next FROM (\
           SELECT c.*, {PAGE_SIZES}, lead(true, 1, false) OVER w AS has_next FROM ({latest}) c WINDOW w AS (ORDER BY c.comment_id {direction})) c \
         WHERE {fits} ORDER BY c.comment_id {direction}",
        columns = reader_columns(),
        number = number_column(),
        latest = latest.page(
            "comments",
            "t.status = 'approved' AND t.erased_at IS NULL",
            "$2"
        ),
        fits = fits_page(),
        direction = sort.direction()
    )
}

/// The latest approved comments of a site, or of all sites: those of the page and one more, up to
/// the bytes of a page.
pub async fn list_latest(
    conn: &mut Connection,
    site: Option<SiteId>,
    sort: Sort,
    page: PageRequest<CommentId>,
) -> Result<Vec<LatestRow>> {
    let statement = prepared(latest_statement(site, sort))
        .bind(sort.start(page.after))
        .bind(page.rows());
    let statement = match site {
        Some(site) => statement.bind(site),
        None => statement,
    };

    Ok(statement.load(conn).await?)
}
