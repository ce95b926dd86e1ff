//! Into which group of repeats does a comment go? Into that of the oldest text it repeats, or a new one with it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::clock::Clock;
use crate::db::connect::Connection;
use crate::db::duplicates::{
    GroupRow, MemberRow, find_oldest_standing, grow_group, insert_group, insert_members,
};
use crate::db::lock::take_lock;
use crate::domain::ids::SiteId;
use crate::error::Result;
use crate::moderation::facts::Relation;
use crate::moderation::phases::duplicates::Match;

/// A comment that has just found out what it repeats.
pub struct Newcomer<'a> {
    pub site: SiteId,
    pub article_id: Uuid,
    pub comment_id: Uuid,
    pub created_at: DateTime<Utc>,
    pub matches: &'a [Match],
}

/// Keeps the groups of a site to this transaction until it ends: of two texts that move at once, the second one sees
/// where the first one went. Take it after every lock on a comment, and before those on a group.
pub async fn hold_groups(conn: &mut Connection, site: SiteId) -> Result<()> {
    take_lock(conn, &[b"groups ".as_slice(), site.0.as_bytes()].concat()).await
}

/// Joins or founds a group with the oldest comment that this one repeats; tells whether it did. Nothing happens where
/// it repeats nothing that stands.
pub async fn join_group(conn: &mut Connection, clock: &Clock, newcomer: &Newcomer<'_>) -> Result<bool> {
    let repeats = newcomer.matches.iter().filter(|found| found.is_repeat());
    let ids: Vec<Uuid> = repeats.map(|found| found.comment_id.0).collect();
    if ids.is_empty() {
        return Ok(false);
    }
    hold_groups(conn, newcomer.site).await?;
    // What the text was found to repeat may have gone with its article meanwhile.
    let Some(oldest) = find_oldest_standing(conn, newcomer.site, &ids).await? else { return Ok(false) };
    let Some(first) = newcomer.matches.iter().find(|found| found.comment_id.0 == oldest.comment_id) else {
        return Ok(false);
    };
    let group = match oldest.duplicate_group_id {
        Some(group) => group,
        None => found_group(conn, clock.new_id(), newcomer, first).await?,
    };
    insert_members(conn, &[member(newcomer, group, first)]).await?;
    grow_group(conn, newcomer.site, group, newcomer.created_at).await?;
    Ok(true)
}

/// A group of one, whose second member is about to come.
async fn found_group(
    conn: &mut Connection,
    group: Uuid,
    newcomer: &Newcomer<'_>,
    original: &Match,
) -> Result<Uuid> {
    let row = GroupRow {
        site_id: newcomer.site.0,
        duplicate_group_id: group,
        original_comment_id: original.comment_id.0,
        state: "open",
        size: 1,
        first_at: original.created_at,
        last_at: original.created_at,
    };
    insert_group(conn, &row).await?;
    let member = MemberRow {
        site_id: newcomer.site.0,
        comment_id: original.comment_id.0,
        duplicate_group_id: group,
        article_id: original.article_id.0,
        matched_comment_id: None,
        kind: None,
        similarity: None,
        containment: None,
        same_author: None,
        created_at: original.created_at,
    };
    insert_members(conn, &[member]).await?;
    Ok(group)
}

/// What a comment is in its group: a repeat of `found`.
#[expect(clippy::as_conversions, reason = "shares of 0 to 1 keep their meaning as f32")]
pub fn member(newcomer: &Newcomer<'_>, group: Uuid, found: &Match) -> MemberRow {
    MemberRow {
        site_id: newcomer.site.0,
        comment_id: newcomer.comment_id,
        duplicate_group_id: group,
        article_id: newcomer.article_id,
        matched_comment_id: Some(found.comment_id.0),
        kind: Some(found.kind.as_str()),
        similarity: Some(found.similarity as f32),
        containment: Some(found.containment as f32),
        same_author: Some(found.relation == Relation::SameAuthor),
        created_at: newcomer.created_at,
    }
}
