//! An admin reads the policies that a site has had.

use crate::app::App;
use crate::db::sites::policy_versions::{
    PolicyVersionRow, find_policy_version, find_policy_version_before, list_policy_versions,
};
use crate::domain::page::{CutPage, PageRequest};
use crate::domain::policy::Policy;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Admin;
use crate::error::Result;
use crate::flows::sites::named::find_named_site;

/// Bytes of all lists of the policies of a page.
const ROOM_FOR_LISTS: usize = 512 * 1024;

/// A policy of a site with the one that it is compared with.
#[derive(Debug, Clone)]
pub(crate) struct ComparedPolicy {
    pub entry: PolicyVersionRow,
    /// The other version; `None` for the first policy of a site, which replaced none.
    pub other: Option<PolicyVersionRow>,
}

impl ComparedPolicy {
    fn other_policy(&self) -> Option<&Policy> {
        self.other.as_ref().map(|other| &other.policy)
    }
}

/// A page of the policies of a site, the newest first, each with the one that it replaced.
///
/// # Errors
/// `NotFound` if there is no such site.
pub(crate) async fn read_policy_versions(
    app: &App,
    _: &Admin,
    site_name: &str,
    page: PageRequest<i32>,
) -> Result<CutPage<ComparedPolicy, i32>> {
    let mut conn = app.database.primary.get().await?;
    let site = find_named_site(&mut conn, site_name).await?;

    // The row behind the page is the policy that the last one of the page replaced.
    let rows = list_policy_versions(&mut conn, site.site_id, page).await?;
    let replaced = rows.iter().skip(1).cloned().map(Some).chain([None]);
    let compared = rows.iter().cloned().zip(replaced);
    let compared = compared.map(|(entry, other)| ComparedPolicy { entry, other });

    let page = page.cut(compared.collect(), version);
    let count = count_that_fit(&page.items);
    Ok(page.up_to(count, version))
}

fn version(policy: &ComparedPolicy) -> i32 {
    policy.entry.policy_version
}

/// How many policies a page has room for: one at least.
fn count_that_fit(policies: &[ComparedPolicy]) -> usize {
    let mut room = ROOM_FOR_LISTS;
    let fitting = policies.iter().take_while(|it| {
        let others = it.other_policy().map_or(0, Policy::list_bytes);
        let bytes = it.entry.policy.list_bytes().saturating_add(others);
        let fits = bytes <= room;
        room = room.saturating_sub(bytes);

        fits
    });

    fitting.count().max(1)
}

/// One policy of a site, with that of the version `against`; absent: the one that it replaced.
///
/// # Errors
/// `NotFound` if there is no such site, or no such version of its policy.
pub(crate) async fn read_policy_version(
    app: &App,
    _: &Admin,
    site_name: &str,
    version: i32,
    against: Option<i32>,
) -> Result<ComparedPolicy> {
    let mut conn = app.database.primary.get().await?;
    let site = find_named_site(&mut conn, site_name).await?.site_id;

    let entry = find_policy_version(&mut conn, site, version).await?;
    let entry = entry.ok_or(Refusal::NotFound(Noun::PolicyVersion))?;
    let other = match against {
        Some(against) => {
            let other = find_policy_version(&mut conn, site, against).await?;
            Some(other.ok_or(Refusal::NotFound(Noun::PolicyVersion))?)
        }
        None => find_policy_version_before(&mut conn, site, version).await?,
    };

    Ok(ComparedPolicy { entry, other })
}
