//! Into which group of repeats does a comment go? Into that of the oldest text it repeats, or a new one with it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::clock::Clock;
use crate::db::connect::Connection;
use crate::db::duplicates::{GroupRow, MemberRow, find_group_of, grow_group, insert_group, insert_members};
use crate::db::lock::take_lock;
use crate::db::regrouping::lock_group;
use crate::domain::ids::{CommentId, SiteId};
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

/// Joins or founds a group with the oldest comment that this one repeats. Nothing happens where it repeats nothing.
pub async fn join_group(conn: &mut Connection, clock: &Clock, newcomer: &Newcomer<'_>) -> Result<()> {
    let Some(first) = newcomer.matches.iter().find(|found| found.is_repeat()) else { return Ok(()) };
    // Two newcomers that repeat the same text must not both found a group with it.
    let name = [b"group ".as_slice(), newcomer.site.0.as_bytes(), first.comment_id.0.as_bytes()].concat();
    take_lock(conn, &name).await?;
    let group = match hold_group_of(conn, newcomer.site, first.comment_id).await? {
        Some(group) => group,
        None => found_group(conn, clock.new_id(), newcomer, first).await?,
    };
    insert_members(conn, &[member(newcomer, group, first)]).await?;
    grow_group(conn, newcomer.site, group, newcomer.created_at).await
}

/// The comment's group, held to the end of the transaction. It may be merged or dissolved between the look and the
/// lock, so the look is repeated until both agree; each turn follows somebody else's commit.
async fn hold_group_of(conn: &mut Connection, site: SiteId, comment: CommentId) -> Result<Option<Uuid>> {
    let mut seen = find_group_of(conn, site, comment).await?;
    while let Some(group) = seen {
        lock_group(conn, site, group).await?;
        let now = find_group_of(conn, site, comment).await?;
        if now == seen {
            break;
        }
        seen = now;
    }
    Ok(seen)
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
