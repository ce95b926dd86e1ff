//! An admin lists the sites, makes one, or changes how one presents itself and whose pages may call.

use serde_json::json;

use crate::app::App;
use crate::app::setup::new_site;
use crate::db::connection::connect::Connection;
use crate::db::events::append::{NewEvent, insert_events};
use crate::db::sites::policy_versions::{PolicyVersionRow, insert_policy_version};
use crate::db::sites::site::{
    SiteRow, find_site_by_id, insert_site, list_policies, list_site_page, lock_site, update_site,
};
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::event::EventKind;
use crate::domain::ids::SiteId;
use crate::domain::page::{CutPage, PageRequest};
use crate::domain::policy::Policy;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::{Admin, Moderator};
use crate::domain::site::SiteName;
use crate::domain::site_profile::{Locale, SiteTitle, Theme};
use crate::error::Result;
use crate::flows::audit::append::append_audit;
use crate::flows::idempotency::{self, Idempotent, Recallable, Reply};
use crate::flows::sites::named::find_named_site;
use crate::flows::sites::origins::origins_of;
use crate::flows::sites::policy::policy_changed;

/// What an admin may say about a site. `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct SiteChange {
    pub title: Option<SiteTitle>,
    pub origins: Option<Vec<String>>,
    pub locale: Option<Locale>,
    pub theme: Option<Theme>,
}

/// A change of the version of a site that the client has read.
#[derive(Debug, Clone)]
pub(crate) struct SiteCorrection {
    pub site_name: String,
    pub version: i32,
    pub change: SiteChange,
}

impl Recallable for SiteRow {
    type Receipt = SiteId;

    fn receipt(&self) -> SiteId {
        self.site_id
    }

    async fn recall(conn: &mut Connection, _: &App, site: SiteId) -> Result<Option<Self>> {
        find_site_by_id(conn, site).await
    }
}

/// A page of the sites, the oldest first.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub(crate) async fn read_sites(
    app: &App,
    _: &Moderator,
    page: PageRequest<SiteId>,
) -> Result<CutPage<SiteRow, SiteId>> {
    let mut conn = app.database.primary.get().await?;
    let rows = list_site_page(&mut conn, page).await?;

    Ok(page.cut(rows, |site| site.site_id))
}

/// The site of that name.
///
/// # Errors
/// `NotFound` if there is no such site.
pub(crate) async fn read_site(app: &App, _: &Admin, site_name: &str) -> Result<SiteRow> {
    let mut conn = app.database.primary.get().await?;

    find_named_site(&mut conn, site_name).await
}

/// Makes a site. Its pages may register themselves, as soon as it lists an origin.
///
/// # Errors
/// `AlreadyExists` for a name that is taken; `Invalid` for origins that are none.
pub(crate) async fn create_site(
    app: &App,
    admin: &Admin,
    name: SiteName,
    change: SiteChange,
    idempotent: Idempotent<'_, SiteRow>,
) -> Result<Reply> {
    let first = new_site(&app.clock, name.as_str(), &Policy::of_new_site())?;
    let site = changed(first, change)?;
    let mut origins = None;

    let work = async |conn: &mut Connection| {
        if insert_site(conn, &site).await? == 0 {
            return Err(taken().into());
        }

        insert_policy_version(conn, &PolicyVersionRow::of(&site, admin.id())).await?;
        insert_events(conn, &[policy_changed(&site, admin)]).await?;
        let entry = AuditEntry::new(AuditKind::SiteCreated).by(admin.id());
        append_audit(conn, entry.on_site(site.site_id)).await?;
        origins = Some(origins_of(list_policies(conn).await?));

        Ok(site)
    };
    let reply = idempotency::transaction(app, SiteId::NONE, idempotent, work).await?;

    if let Some(origins) = origins {
        app.origins.replace(origins);
    }
    Ok(reply)
}

/// Changes the fields that are given. Other origins are a new version of the policy, too.
///
/// # Errors
/// `NotFound`; `VersionConflict` if the site has another version by now; `Invalid` for origins that
/// are none.
pub(crate) async fn change_site(
    app: &App,
    admin: &Admin,
    correction: SiteCorrection,
) -> Result<SiteRow> {
    let SiteCorrection {
        site_name,
        version,
        change,
    } = correction;

    let work = async |conn: &mut Connection| {
        let before = lock_site(conn, &site_name).await?;
        let before = before.ok_or(Refusal::NotFound(Noun::Site))?;
        if before.site_version != version {
            return Err(Refusal::version_conflict(before.site_version).into());
        }

        let has_new_origins = change
            .origins
            .as_ref()
            .is_some_and(|origins| *origins != before.policy.origins);
        let mut site = changed(before, change)?;
        site.site_version = site.site_version.saturating_add(1);
        site.updated_at = app.clock.now();
        if has_new_origins {
            site.policy_version = site.policy_version.saturating_add(1);
        }
        update_site(conn, &site).await?;

        if has_new_origins {
            insert_policy_version(conn, &PolicyVersionRow::of(&site, admin.id())).await?;
            insert_events(conn, &[policy_changed(&site, admin)]).await?;
        }
        insert_events(conn, &[site_changed(&site, admin)]).await?;
        let entry = AuditEntry::new(AuditKind::SiteChanged).by(admin.id());
        let versions = json!({
            "version": site.site_version, "policy_version": site.policy_version,
        });
        append_audit(conn, entry.on_site(site.site_id).with(versions)).await?;
        let origins = origins_of(list_policies(conn).await?);

        Ok((site, origins))
    };
    let (site, origins) = app.database.primary.transaction(work).await?;

    app.origins.replace(origins);
    Ok(site)
}

/// The site with the fields that are given.
fn changed(mut site: SiteRow, change: SiteChange) -> Result<SiteRow, Refusal> {
    if let Some(origins) = change.origins {
        site.policy.origins = origins;
    }
    // The other fields of the policy were valid when they were stored.
    let mut faults = site.policy.faults();
    faults.retain(|fault| fault.pointer.starts_with("/origins"));
    if !faults.is_empty() {
        return Err(Refusal::Invalid(faults));
    }

    Ok(SiteRow {
        title: change.title.map_or(site.title, SiteTitle::into_string),
        locale: change.locale.map_or(site.locale, Locale::into_string),
        theme: change.theme.unwrap_or(site.theme),
        ..site
    })
}

fn site_changed(site: &SiteRow, admin: &Admin) -> NewEvent {
    let payload =
        json!({ "site": site.name, "version": site.site_version, "moderator_id": admin.id() });

    NewEvent::of_site(EventKind::SiteChanged, site.site_id, payload)
}

fn taken() -> Refusal {
    Refusal::AlreadyExists {
        pointer: "/site",
        detail: "There is a site of this name already. Change it with PATCH.".into(),
    }
}
