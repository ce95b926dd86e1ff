//! Sites, with the policies in force on them.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Jsonb, Text};
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

use crate::db::column_types::FormerPageRules;
use crate::db::connection::connect::Connection;
use crate::db::schema::sites;
use crate::domain::ids::SiteId;
use crate::domain::page::PageRequest;
use crate::domain::policy::{Policy, VersionedPolicy};
use crate::domain::pseudonym::SiteSalt;
use crate::domain::site_profile::Theme;
use crate::error::Result;

/// A site with the policy in force.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = sites)]
pub struct SiteRow {
    pub site_id: SiteId,
    pub name: String,
    pub salt: SiteSalt,
    pub policy: Policy,
    pub policy_version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// The oldest version that fingerprints of its comments may have.
    pub fingerprint_version: i16,
    /// The page rules of former policies under which some keys of addresses may be computed.
    pub former_page_rules: FormerPageRules,
    /// The name for people; empty: the name in requests.
    pub title: String,
    /// A language tag (BCP 47).
    pub locale: String,
    pub theme: Theme,
    /// Counts the changes of title, locale, theme and origins.
    pub site_version: i32,
}

/// Inserts a site unless its name is taken; the number of rows inserted.
pub(crate) async fn insert_site(conn: &mut Connection, site: &SiteRow) -> Result<usize> {
    Ok(diesel::insert_into(sites::table)
        .values(site)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?)
}

/// The site of that name, by its unique key.
pub(crate) async fn find_site(conn: &mut Connection, site_name: &str) -> Result<Option<SiteRow>> {
    Ok(SiteRow::query()
        .filter(sites::name.eq(site_name))
        .first(conn)
        .await
        .optional()?)
}

/// The site with this id, by the primary key.
pub(crate) async fn find_site_by_id(
    conn: &mut Connection,
    site: SiteId,
) -> Result<Option<SiteRow>> {
    Ok(SiteRow::query()
        .filter(sites::site_id.eq(site))
        .first(conn)
        .await
        .optional()?)
}

/// The sites that list one of these origins, the oldest first. A scan: sites are few.
pub(crate) async fn list_sites_of_origins(
    conn: &mut Connection,
    origins: &[String],
) -> Result<Vec<SiteRow>> {
    let listed = sql::<Bool>("policy -> 'origins' ?| ").bind::<Array<Text>, _>(origins);

    Ok(SiteRow::query()
        .filter(listed)
        .order(sites::site_id)
        .load(conn)
        .await?)
}

/// All sites, in the order of their names.
pub(crate) async fn list_sites(conn: &mut Connection) -> Result<Vec<SiteRow>> {
    Ok(SiteRow::query().order(sites::name).load(conn).await?)
}

/// A page of the sites, in the order of their creation; by the primary key.
pub(crate) async fn list_site_page(
    conn: &mut Connection,
    page: PageRequest<SiteId>,
) -> Result<Vec<SiteRow>> {
    Ok(SiteRow::query()
        .filter(sites::site_id.gt(page.after.unwrap_or(SiteId(Uuid::nil()))))
        .order(sites::site_id)
        .limit(page.rows())
        .load(conn)
        .await?)
}

/// The site of that name, which no other transaction changes before this one ends.
pub(crate) async fn lock_site(conn: &mut Connection, site_name: &str) -> Result<Option<SiteRow>> {
    Ok(SiteRow::query()
        .filter(sites::name.eq(site_name))
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?)
}

/// Writes what an admin may change about a locked site.
pub(crate) async fn update_site(conn: &mut Connection, site: &SiteRow) -> Result<()> {
    diesel::update(sites::table.find(site.site_id))
        .set((
            sites::title.eq(&site.title),
            sites::locale.eq(&site.locale),
            sites::theme.eq(&site.theme),
            sites::site_version.eq(site.site_version),
            sites::policy.eq(&site.policy),
            sites::policy_version.eq(site.policy_version),
            sites::updated_at.eq(site.updated_at),
        ))
        .execute(conn)
        .await?;

    Ok(())
}

/// The policy of a site, by the primary key.
pub(crate) async fn find_policy(conn: &mut Connection, site: SiteId) -> Result<Policy> {
    Ok(sites::table
        .find(site)
        .select(sites::policy)
        .first(conn)
        .await?)
}

/// The policies of these sites, by the primary key.
pub(crate) async fn list_policies_of(
    conn: &mut Connection,
    sites: &[SiteId],
) -> Result<Vec<(SiteId, Policy)>> {
    Ok(sites::table
        .filter(sites::site_id.eq_any(sites))
        .select((sites::site_id, sites::policy))
        .load(conn)
        .await?)
}

/// The policies of all sites, for the allowed origins.
pub(crate) async fn list_policies(conn: &mut Connection) -> Result<Vec<Policy>> {
    Ok(sites::table.select(sites::policy).load(conn).await?)
}

/// Replaces the policy of `new_policy.version`, which must still be in force; `None` when it is
/// not. `former` are the rules under which some keys of addresses may be computed from now on. Other
/// origins are a change of the site, too.
pub(crate) async fn update_policy(
    conn: &mut Connection,
    site: SiteId,
    new_policy: &VersionedPolicy,
    former: &FormerPageRules,
    now: DateTime<Utc>,
) -> Result<Option<SiteRow>> {
    let current = sites::table
        .find(site)
        .filter(sites::policy_version.eq(new_policy.version));
    let update = diesel::update(current).set((
        sites::policy.eq(&new_policy.policy),
        sites::policy_version.eq(new_policy.version.saturating_add(1)),
        sites::former_page_rules.eq(former),
        sites::site_version.eq(sql::<Integer>(
            "site_version + (policy -> 'origins' IS DISTINCT FROM ",
        )
        .bind::<Jsonb, _>(json!(new_policy.policy.origins))
        .sql(")::int")),
        sites::updated_at.eq(now),
    ));

    Ok(update
        .returning(SiteRow::as_returning())
        .get_result(conn)
        .await
        .optional()?)
}
