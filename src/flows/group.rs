//! Into which group of repeats does a comment go? Into that of the oldest text it repeats, or a new
//! one with it. The oldest member is the original, which may be the one that comes: an edit makes
//! an old comment repeat a later one.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::clock::Clock;
use crate::db::connect::Connection;
use crate::db::duplicates::{
    GroupRow, MemberRow, find_oldest_standing, grow_group, insert_group, insert_member,
};
use crate::db::lock::take_lock;
use crate::domain::ids::SiteId;
use crate::error::Result;
use crate::moderation::matches::Match;

/// A comment that has just found out what it repeats.
pub struct Newcomer<'a> {
    pub site: SiteId,
    pub article_id: Uuid,
    pub comment_id: Uuid,
    pub created_at: DateTime<Utc>,
    pub matches: &'a [Match],
}

/// Keeps the groups of a site to this transaction until it ends: of two texts that move at once,
/// the second one sees where the first one went. Take it after every lock on a comment, and before
/// those on a group.
pub async fn hold_groups(conn: &mut Connection, site: SiteId) -> Result<()> {
    take_lock(conn, &[b"groups ".as_slice(), site.0.as_bytes()].concat()).await
}

/// Joins or founds a group with the oldest comment that this one repeats; tells whether it did.
/// Nothing happens where it repeats nothing that stands.
pub async fn join_group(
    conn: &mut Connection,
    clock: &Clock,
    newcomer: &Newcomer<'_>,
) -> Result<bool> {
    let repeats = newcomer
        .matches
        .iter()
        .filter(|found| found.counts_as_duplicate());
    let ids: Vec<Uuid> = repeats.map(|found| found.comment_id.0).collect();
    if ids.is_empty() {
        return Ok(false);
    }
    hold_groups(conn, newcomer.site).await?;
    // What the text was found to repeat may have gone with its article meanwhile.
    let Some(oldest) = find_oldest_standing(conn, newcomer.site, &ids).await? else {
        return Ok(false);
    };
    let Some(first) = newcomer
        .matches
        .iter()
        .find(|found| found.comment_id.0 == oldest.comment_id)
    else {
        return Ok(false);
    };
    let group = match oldest.duplicate_group_id {
        Some(group) => group,
        None => found_group(conn, clock.new_id(), newcomer, first).await?,
    };
    let member = MemberRow {
        site_id: newcomer.site.0,
        comment_id: newcomer.comment_id,
        duplicate_group_id: group,
        article_id: newcomer.article_id,
        created_at: newcomer.created_at,
    };
    insert_member(conn, &member).await?;
    grow_group(conn, &member).await?;
    Ok(true)
}

/// A group of one, whose second member is about to come.
async fn found_group(
    conn: &mut Connection,
    group: Uuid,
    newcomer: &Newcomer<'_>,
    first: &Match,
) -> Result<Uuid> {
    let row = GroupRow {
        site_id: newcomer.site.0,
        duplicate_group_id: group,
        original_comment_id: first.comment_id.0,
        state: "open",
        size: 1,
        first_at: first.created_at,
        last_at: first.created_at,
    };
    insert_group(conn, &row).await?;
    let member = MemberRow {
        site_id: newcomer.site.0,
        comment_id: first.comment_id.0,
        duplicate_group_id: group,
        article_id: first.article_id.0,
        created_at: first.created_at,
    };
    insert_member(conn, &member).await?;
    Ok(group)
}
