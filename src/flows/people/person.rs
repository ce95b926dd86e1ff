//! A person is known by an email address, which has a key on each site.

use crate::db::connection::connect::Connection;
use crate::db::moderation::search::AuthorKey;
use crate::db::sites::site::list_sites;
use crate::domain::email::EmailAddress;
use crate::domain::pseudonym::stored_author_keys;
use crate::error::Result;

/// The keys under which comments of the person may be stored, of all sites and all releases.
pub(super) async fn author_keys(
    conn: &mut Connection,
    email: &EmailAddress,
) -> Result<Vec<AuthorKey>> {
    let sites = list_sites(conn).await?;

    let keys = sites.iter().flat_map(|site| {
        let keys = stored_author_keys(email, &site.salt).into_iter();
        keys.map(|key| AuthorKey {
            site: site.site_id,
            key,
        })
    });
    Ok(keys.collect())
}
