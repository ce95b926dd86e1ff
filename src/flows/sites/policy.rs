//! An admin reads the policy of a site, or puts another one in force, which also makes a site.

use serde_json::{Value, json};

use crate::app::App;
use crate::app::setup::new_site;
use crate::db::connection::connect::Connection;
use crate::db::events::append::{NewEvent, insert_events};
use crate::db::sites::site::{
    PolicyVersionRow, SiteRow, find_site, insert_policy_version, insert_site, list_policies,
    update_policy,
};
use crate::domain::event::EventKind;
use crate::domain::ids::SiteId;
use crate::domain::policy::Policy;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Admin;
use crate::domain::site::SiteName;
use crate::error::Result;
use crate::flows::comments::facts::read_policy;
use crate::flows::sites::origins::allowed;

/// The policy of a site, as it is in force.
#[derive(Debug, Clone)]
pub struct SitePolicy {
    pub policy: Policy,
    pub version: i32,
    pub written: Written,
}

/// Whether there was a site before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Before,
    WithItsSite,
}

/// The policy of the site of that name.
///
/// # Errors
/// `NotFound` for a site that is not there.
pub async fn read_site_policy(app: &App, _: &Admin, name: &str) -> Result<SitePolicy> {
    let mut conn = app.writes.get().await?;
    let site = find_site(&mut conn, name)
        .await?
        .ok_or(Refusal::NotFound(Noun::Site))?;
    shown(&site, Written::Before)
}

/// Puts a policy in force in place of that of `version`; 0 means that there is no such site yet,
/// and makes it.
///
/// # Errors
/// `Invalid` with every field out of its limits; `VersionConflict` when another policy is in force
/// by now, or the site is there already; `NotFound` for a version of a site that is not there.
pub async fn put_site_policy(
    app: &App,
    admin: &Admin,
    name: &SiteName,
    (policy, version): (Policy, i32),
) -> Result<SitePolicy> {
    let faults = policy.faults();
    if !faults.is_empty() {
        return Err(Refusal::Invalid(faults).into());
    }
    let new = new_site(&app.clock, name.as_str(), &policy)?;
    let (shown, origins) = app
        .writes
        .transaction(async |conn: &mut Connection| {
            let (site, written) = match version {
                0 => (create(conn, new).await?, Written::WithItsSite),
                _ => (
                    replace(conn, name, (&new.policy, version), app).await?,
                    Written::Before,
                ),
            };
            insert_policy_version(conn, &PolicyVersionRow::of(&site, admin.id())).await?;
            insert_events(conn, &[changed(&site, admin)]).await?;
            Ok((
                shown(&site, written)?,
                allowed(&list_policies(conn).await?)?,
            ))
        })
        .await?;
    app.origins.replace(origins);
    Ok(shown)
}

async fn create(conn: &mut Connection, new: SiteRow) -> Result<SiteRow> {
    if insert_site(conn, &new).await? == 1 {
        Ok(new)
    } else {
        Err(overtaken(conn, &new.name).await?.into())
    }
}

async fn replace(
    conn: &mut Connection,
    name: &SiteName,
    (policy, version): (&Value, i32),
    app: &App,
) -> Result<SiteRow> {
    let site = find_site(conn, name.as_str())
        .await?
        .ok_or(Refusal::NotFound(Noun::Site))?;
    match update_policy(
        conn,
        SiteId(site.site_id),
        (policy, version),
        app.clock.now(),
    )
    .await?
    {
        Some(site) => Ok(site),
        None => Err(overtaken(conn, name.as_str()).await?.into()),
    }
}

/// Why a policy found no site of its version.
async fn overtaken(conn: &mut Connection, name: &str) -> Result<Refusal> {
    Ok(match find_site(conn, name).await? {
        Some(site) => Refusal::version_conflict(site.policy_version),
        None => Refusal::NotFound(Noun::Site),
    })
}

fn changed(site: &SiteRow, admin: &Admin) -> NewEvent {
    let payload =
        json!({ "site": site.name, "version": site.policy_version, "moderator_id": admin.id() });

    NewEvent::of_site(EventKind::PolicyChanged, SiteId(site.site_id), payload)
}

fn shown(site: &SiteRow, written: Written) -> Result<SitePolicy> {
    Ok(SitePolicy {
        policy: read_policy(&site.policy)?,
        version: site.policy_version,
        written,
    })
}
