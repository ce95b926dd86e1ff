//! The record of all policies that were in force.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::schema::policy_versions;
use crate::db::sites::site::SiteRow;
use crate::domain::ids::{ModeratorId, SiteId};
use crate::domain::page::PageRequest;
use crate::domain::policy::Policy;
use crate::error::Result;

/// One entry of the record of policies.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = policy_versions)]
pub(crate) struct PolicyVersionRow {
    pub site_id: SiteId,
    pub policy_version: i32,
    pub policy: Policy,
    /// The admin who put it in force; null for the service itself and for its command line.
    pub moderator_id: Option<ModeratorId>,
    pub created_at: DateTime<Utc>,
}

impl PolicyVersionRow {
    /// The entry for the policy that `site` has now.
    pub(crate) fn of(site: &SiteRow, moderator: Option<ModeratorId>) -> Self {
        Self {
            site_id: site.site_id,
            policy_version: site.policy_version,
            policy: site.policy.clone(),
            moderator_id: moderator,
            created_at: site.updated_at,
        }
    }
}

/// Records a policy that is in force from now on.
pub(crate) async fn insert_policy_version(
    conn: &mut Connection,
    entry: &PolicyVersionRow,
) -> Result<()> {
    diesel::insert_into(policy_versions::table)
        .values(entry)
        .execute(conn)
        .await?;

    Ok(())
}

/// The policies of a page and one more, the newest first; by the primary key.
pub(crate) async fn list_policy_versions(
    conn: &mut Connection,
    site: SiteId,
    page: PageRequest<i32>,
) -> Result<Vec<PolicyVersionRow>> {
    Ok(PolicyVersionRow::query()
        .filter(policy_versions::site_id.eq(site))
        .filter(policy_versions::policy_version.lt(page.after.unwrap_or(i32::MAX)))
        .order(policy_versions::policy_version.desc())
        .limit(page.rows())
        .load(conn)
        .await?)
}

/// The policy of that version, by the primary key.
pub(crate) async fn find_policy_version(
    conn: &mut Connection,
    site: SiteId,
    version: i32,
) -> Result<Option<PolicyVersionRow>> {
    Ok(PolicyVersionRow::query()
        .find((site, version))
        .first(conn)
        .await
        .optional()?)
}

/// The policy that was in force before that version, by the primary key.
pub(crate) async fn find_policy_version_before(
    conn: &mut Connection,
    site: SiteId,
    version: i32,
) -> Result<Option<PolicyVersionRow>> {
    let before = PageRequest {
        after: Some(version),
        limit: 0,
    };

    Ok(list_policy_versions(conn, site, before).await?.pop())
}
