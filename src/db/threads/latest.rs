//! Lists of the latest approved comments, without erased ones.

use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Keyset, Sort};
use crate::db::connection::statement::prepared;
use crate::db::threads::comment::{ThreadCommentRow, number_column, reader_columns};
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::page::PageRequest;
use crate::error::Result;

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
        "SELECT {}, {} FROM ({}) c ORDER BY c.comment_id {}",
        reader_columns(),
        number_column(),
        latest.page(
            "comments",
            "t.status = 'approved' AND t.erased_at IS NULL",
            "$2"
        ),
        sort.direction()
    )
}

/// The latest approved comments of a site, or of all sites: those of the page and one more.
pub async fn list_latest(
    conn: &mut Connection,
    site: Option<SiteId>,
    sort: Sort,
    page: PageRequest<CommentId>,
) -> Result<Vec<ThreadCommentRow>> {
    let statement = prepared(latest_statement(site, sort))
        .bind(sort.start(page.after))
        .bind(page.rows());
    let statement = match site {
        Some(site) => statement.bind(site),
        None => statement,
    };

    Ok(statement.load(conn).await?)
}
