//! Finds the site that a request names.

use crate::db::connection::connect::Connection;
use crate::db::sites::site::{SiteRow, find_site};
use crate::domain::ids::SiteId;
use crate::domain::refusal::{Noun, Refusal};
use crate::error::Result;

/// The site of that name.
///
/// # Errors
/// `NotFound` if there is no such site.
pub(in crate::flows) async fn find_named_site(
    conn: &mut Connection,
    site_name: &str,
) -> Result<SiteRow> {
    let site = find_site(conn, site_name).await?;

    Ok(site.ok_or(Refusal::NotFound(Noun::Site))?)
}

/// The id of the site that a list is limited to; `None` for a list over all sites.
///
/// # Errors
/// As [`find_named_site`].
pub(in crate::flows) async fn find_site_of_list(
    conn: &mut Connection,
    site_name: Option<&str>,
) -> Result<Option<SiteId>> {
    match site_name {
        Some(site_name) => Ok(Some(find_named_site(conn, site_name).await?.site_id)),
        None => Ok(None),
    }
}
