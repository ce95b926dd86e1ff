//! An admin reads the policy of a site, replaces it, or creates a site with its first policy.

use serde_json::json;

use crate::app::App;
use crate::app::setup::new_site;
use crate::db::column_types::FormerPageRules;
use crate::db::connection::connect::Connection;
use crate::db::events::append::{NewEvent, insert_events};
use crate::db::sites::policy_versions::{PolicyVersionRow, insert_policy_version};
use crate::db::sites::site::{SiteRow, insert_site, list_policies, update_policy};
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::event::EventKind;
use crate::domain::page_rules::PageRules;
use crate::domain::policy::VersionedPolicy;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Admin;
use crate::domain::site::SiteName;
use crate::error::Result;
use crate::flows::audit::append::append_audit;
use crate::flows::sites::named::find_named_site;
use crate::flows::sites::origins::origins_of;

/// A policy that was put in force.
#[derive(Debug, Clone)]
pub(crate) enum PutPolicy {
    /// It replaces the policy before it.
    Replaced(VersionedPolicy),
    /// It is the first policy of a new site.
    Created(VersionedPolicy),
}

/// The policy in force on the site of that name.
///
/// # Errors
/// `NotFound` if there is no such site.
pub(crate) async fn read_site_policy(
    app: &App,
    _: &Admin,
    site_name: &str,
) -> Result<VersionedPolicy> {
    let mut conn = app.database.primary.get().await?;
    let site = find_named_site(&mut conn, site_name).await?;

    Ok(in_force(&site))
}

/// Replaces the policy of `new_policy.version` by `new_policy.policy`. Version 0 creates the site.
///
/// # Errors
/// `Invalid` with every field out of its limits; `VersionConflict` when another version is in
/// force, or version 0 names a site that exists; `NotFound` for another version of a site that does
/// not exist.
pub(crate) async fn put_site_policy(
    app: &App,
    admin: &Admin,
    site_name: &SiteName,
    new_policy: VersionedPolicy,
) -> Result<PutPolicy> {
    let faults = new_policy.policy.faults();
    if !faults.is_empty() {
        return Err(Refusal::Invalid(faults).into());
    }

    let creates = new_policy.version == 0;
    let first = new_site(&app.clock, site_name.as_str(), &new_policy.policy)?;
    let put = async |conn: &mut Connection| {
        let site = if creates {
            create(conn, first).await?
        } else {
            replace(conn, app, site_name, &new_policy).await?
        };

        insert_policy_version(conn, &PolicyVersionRow::of(&site, admin.id())).await?;
        insert_events(conn, &[policy_changed(&site, admin)]).await?;
        let entry = AuditEntry::new(AuditKind::PolicyChanged).by(admin.id());
        let version = json!({ "version": site.policy_version });
        append_audit(conn, entry.on_site(site.site_id).with(version)).await?;
        let origins = origins_of(list_policies(conn).await?);

        Ok((in_force(&site), origins))
    };
    let (policy, origins) = app.database.primary.transaction(put).await?;

    app.origins.replace(origins);

    Ok(if creates {
        PutPolicy::Created(policy)
    } else {
        PutPolicy::Replaced(policy)
    })
}

/// Of an admin who changes the rules more often than keys are renewed, the oldest rules are
/// forgotten: a page is then found only by its address as it is stored, until its key is renewed.
const MAX_FORMER_RULES: usize = 4;

async fn create(conn: &mut Connection, site: SiteRow) -> Result<SiteRow> {
    if insert_site(conn, &site).await? == 1 {
        Ok(site)
    } else {
        Err(conflict(conn, &site.name).await?.into())
    }
}

async fn replace(
    conn: &mut Connection,
    app: &App,
    site_name: &SiteName,
    new_policy: &VersionedPolicy,
) -> Result<SiteRow> {
    let site = find_named_site(conn, site_name.as_str()).await?;

    let former = former_page_rules(&site, &new_policy.policy.pages);

    match update_policy(conn, site.site_id, new_policy, &former, app.clock.now()).await? {
        Some(site) => Ok(site),
        None => Err(conflict(conn, site_name.as_str()).await?.into()),
    }
}

/// The rules under which keys of addresses may be computed beside the new ones, until they are
/// renewed in the background.
fn former_page_rules(site: &SiteRow, new_rules: &PageRules) -> FormerPageRules {
    let present = [site.policy.pages.clone()];
    let mut former: Vec<PageRules> = Vec::new();

    for rules in present.into_iter().chain(site.former_page_rules.0.clone()) {
        if rules != *new_rules && !former.contains(&rules) {
            former.push(rules);
        }
    }
    former.truncate(MAX_FORMER_RULES);

    FormerPageRules(former)
}

/// The refusal of a policy whose site does not have the version that it replaces.
async fn conflict(conn: &mut Connection, site_name: &str) -> Result<Refusal> {
    let site = find_named_site(conn, site_name).await?;

    Ok(Refusal::version_conflict(site.policy_version))
}

pub(super) fn policy_changed(site: &SiteRow, admin: &Admin) -> NewEvent {
    let payload =
        json!({ "site": site.name, "version": site.policy_version, "moderator_id": admin.id() });

    NewEvent::of_site(EventKind::PolicyChanged, site.site_id, payload)
}

fn in_force(site: &SiteRow) -> VersionedPolicy {
    VersionedPolicy {
        policy: site.policy.clone(),
        version: site.policy_version,
    }
}
