//! Merges two groups of duplicates that a moderator sees as one.

use serde_json::json;

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::group_changes::lock_group_for_change;
use crate::db::duplicates::members::move_all_members;
use crate::db::events::append::{NewEvent, insert_events};
use crate::domain::event::EventKind;
use crate::domain::keys::GroupKey;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::duplicates::join::lock_site_groups;
use crate::flows::duplicates::preconditions::{
    GroupVersion, find_named_group, refuse_changed_group, refuse_settled_group,
};
use crate::flows::duplicates::regroup::refresh_groups;

/// Moves all members of `from` into `into`, and deletes `from`.
///
/// # Errors
/// `NotFound`; `Invalid` for a group and itself, or for groups of two sites; `GroupSettled` if one
/// of them is settled; `VersionConflict` if one of them changed since it was read.
pub(crate) async fn merge(
    app: &App,
    moderator: &Moderator,
    into: GroupVersion,
    from: GroupVersion,
) -> Result<()> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let target = find_named_group(conn, into.group).await?.key();
            let source = find_named_group(conn, from.group).await?.key();
            if target.site != source.site || target.group == source.group {
                return Err(not_another_group().into());
            }

            lock_site_groups(conn, target.site).await?;
            lock_open_group(conn, target, into.version).await?;
            lock_open_group(conn, source, from.version).await?;

            move_all_members(conn, source, target.group).await?;
            refresh_groups(conn, target.site, &[target.group, source.group]).await?;

            let payload = json!({
                "duplicate_group_id": into.group,
                "merged": from.group,
                "moderator_id": moderator.id(),
            });
            let event = NewEvent::of_site(EventKind::DuplicateGroupsMerged, target.site, payload);
            insert_events(conn, &[event]).await
        })
        .await
}

/// Locks an open group, in the version that was read, to the end of the transaction.
///
/// # Errors
/// `NotFound`, `GroupSettled`, `VersionConflict`.
async fn lock_open_group(conn: &mut Connection, group: GroupKey, version: i32) -> Result<()> {
    let locked = lock_group_for_change(conn, group)
        .await?
        .ok_or(Refusal::NotFound(Noun::DuplicateGroup))?;

    refuse_settled_group(locked.state)?;
    refuse_changed_group(locked.version, version)?;

    Ok(())
}

fn not_another_group() -> Refusal {
    Refusal::invalid(
        "/group_id",
        "not_another_group",
        "Name another group of the same site.",
    )
}
