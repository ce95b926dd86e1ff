//! Sites and their policies.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::schema::{policy_versions, sites};
use crate::domain::ids::{ModeratorId, SiteId};
use crate::domain::pseudonym::SiteSalt;
use crate::error::Result;

/// A site as it stands.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sites)]
pub struct SiteRow {
    pub site_id: Uuid,
    pub name: String,
    pub salt: SiteSalt,
    pub policy: Value,
    pub policy_version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// The oldest version that fingerprints of its comments may have.
    pub fingerprint_version: i16,
}

/// A policy that is in force from now on, for the record.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = policy_versions)]
pub struct PolicyVersionRow {
    pub site_id: Uuid,
    pub policy_version: i32,
    pub policy: Value,
    /// Who put it in force; empty for the service itself and for the person at its command line.
    pub moderator_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

impl PolicyVersionRow {
    /// The record of the policy that `site` has now.
    pub fn of(site: &SiteRow, moderator: Option<ModeratorId>) -> Self {
        Self {
            site_id: site.site_id,
            policy_version: site.policy_version,
            policy: site.policy.clone(),
            moderator_id: moderator.map(|moderator| moderator.0),
            created_at: site.updated_at,
        }
    }
}

/// Makes a site unless one of that name is there.
pub async fn insert_site(conn: &mut Connection, site: &SiteRow) -> Result<usize> {
    Ok(diesel::insert_into(sites::table)
        .values(site)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?)
}

/// The site of that name, by its unique key.
pub async fn find_site(conn: &mut Connection, name: &str) -> Result<Option<SiteRow>> {
    Ok(sites::table
        .filter(sites::name.eq(name))
        .select(SiteRow::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// All sites.
pub async fn list_sites(conn: &mut Connection) -> Result<Vec<SiteRow>> {
    Ok(sites::table
        .order(sites::name)
        .select(SiteRow::as_select())
        .load(conn)
        .await?)
}

/// The policy of a site, as it is stored; by the primary key.
pub async fn find_policy(conn: &mut Connection, site: SiteId) -> Result<Value> {
    Ok(sites::table
        .find(site.0)
        .select(sites::policy)
        .first(conn)
        .await?)
}

/// The policies of these sites, as they are stored; by the primary key.
pub async fn list_policies_of(conn: &mut Connection, sites: &[Uuid]) -> Result<Vec<(Uuid, Value)>> {
    let of_these = sites::table.filter(sites::site_id.eq_any(sites));
    Ok(of_these
        .select((sites::site_id, sites::policy))
        .load(conn)
        .await?)
}

/// The policies of all sites, for the allowed origins.
pub async fn list_policies(conn: &mut Connection) -> Result<Vec<Value>> {
    Ok(sites::table.select(sites::policy).load(conn).await?)
}

/// Puts a policy in force if the version before it still is; `None` when it is not.
pub async fn update_policy(
    conn: &mut Connection,
    site: SiteId,
    (policy, version): (&Value, i32),
    now: DateTime<Utc>,
) -> Result<Option<SiteRow>> {
    Ok(diesel::update(
        sites::table
            .find(site.0)
            .filter(sites::policy_version.eq(version)),
    )
    .set((
        sites::policy.eq(policy),
        sites::policy_version.eq(version.saturating_add(1)),
        sites::updated_at.eq(now),
    ))
    .returning(SiteRow::as_returning())
    .get_result(conn)
    .await
    .optional()?)
}

/// Records a policy that is in force from now on.
pub async fn insert_policy_version(conn: &mut Connection, row: &PolicyVersionRow) -> Result<()> {
    diesel::insert_into(policy_versions::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}
