//! A moderator puts two groups of repeats together: what the rule kept apart, a person may see as
//! one.

use serde_json::json;

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::group_changes::move_members;
use crate::db::duplicates::groups::{GroupHead, find_group, lock_group};
use crate::db::events::append::insert_events;
use crate::domain::event::EventKind;
use crate::domain::ids::SiteId;
use crate::domain::refusal::{Invalid, Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::duplicates::guards::{ReadGroup, changed, check_version, refuse_settled};
use crate::flows::duplicates::join::lock_site_groups;
use crate::flows::duplicates::regroup::refresh_groups;

/// Moves all members of `from` into `into`; `from` is no more.
///
/// # Errors
/// `NotFound`; `Invalid` for a group and itself, or for groups of two sites; `GroupSettled` when
/// either is settled; `VersionConflict` when either has changed since it was read.
pub async fn merge_groups(
    app: &App,
    moderator: &Moderator,
    into: ReadGroup,
    from: ReadGroup,
) -> Result<()> {
    app.database.primary
        .transaction(async |conn: &mut Connection| {
            let target = find(conn, into).await?;
            let source = find(conn, from).await?;
            if target.site_id != source.site_id || into.group == from.group {
                return Err(Refusal::Invalid(vec![not_another()]).into());
            }
            let site = SiteId(target.site_id);
            lock_site_groups(conn, site).await?;
            hold(conn, &target, into.version).await?;
            hold(conn, &source, from.version).await?;
            move_members(conn, site, (from.group.0, into.group.0)).await?;
            refresh_groups(conn, site, &[into.group.0, from.group.0]).await?;
            let payload = json!({ "duplicate_group_id": into.group, "merged": from.group, "moderator_id": moderator.id() });
            insert_events(conn, &[changed(&target, EventKind::DuplicateGroupsMerged, payload)]).await
        })
        .await
}

async fn find(conn: &mut Connection, read: ReadGroup) -> Result<GroupHead> {
    Ok(find_group(conn, read.group)
        .await?
        .ok_or(Refusal::NotFound(Noun::DuplicateGroup))?)
}

/// Holds an open group to the end of the transaction, as it was read.
///
/// # Errors
/// `NotFound`, `GroupSettled`, `VersionConflict`.
async fn hold(conn: &mut Connection, head: &GroupHead, version: i32) -> Result<()> {
    let (state, current) = lock_group(conn, head)
        .await?
        .ok_or(Refusal::NotFound(Noun::DuplicateGroup))?;
    refuse_settled(&state)?;
    Ok(check_version(current, version)?)
}

fn not_another() -> Invalid {
    Invalid::new(
        "/group_id",
        "not_another_group",
        "Name another group of the same site.",
    )
}
