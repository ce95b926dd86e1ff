//! A moderator reads groups of repeats: each with its original, and with what every repeat changed
//! in it.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use uuid::Uuid;

use crate::app::App;
use crate::db::connect::Connection;
use crate::db::duplicate_groups::{
    GroupFilter, GroupHead, GroupWindow, MemberComment, find_group, list_groups,
    list_member_comments,
};
use crate::db::queue::ModeratedRow;
use crate::db::sites::list_policies_of;
use crate::domain::ids::DuplicateGroupId;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::{Error, Result};
use crate::flows::gather::read_policy;
use crate::moderation::comparison::{Comparison, DuplicateLimits, compare};
use crate::moderation::facts::Relation;
use crate::text::diff::{Span, words};
use crate::text::skeleton::Skeleton;

/// How many members a group shows in a list, and alone; `size` tells how many there are.
const MEMBERS_IN_LIST: i64 = 10;
const MEMBERS_ALONE: i64 = 200;

/// A group with its original and the oldest of its other members.
#[derive(Debug)]
pub struct Group {
    pub head: GroupHead,
    pub original: ModeratedRow,
    pub members: Vec<Member>,
}

/// A comment that repeats, compared with the original as both are now.
#[derive(Debug)]
pub struct Member {
    pub comment: ModeratedRow,
    pub same_author: bool,
    /// Without a kind where a moderator, or only other members, connect the two.
    pub likeness: Comparison,
    /// From the original to this text.
    pub diff: Vec<Span>,
}

/// A page of groups. `next`: the position of the last one, when more follow.
#[derive(Debug)]
pub struct GroupPage {
    pub items: Vec<Group>,
    pub next: Option<(i32, DuplicateGroupId)>,
}

/// The largest groups first.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn read_groups(
    app: &App,
    _: &Moderator,
    filter: &GroupFilter,
    window: GroupWindow,
) -> Result<GroupPage> {
    let wanted = usize::try_from(window.limit).unwrap_or(usize::MAX);
    let more = GroupWindow {
        limit: window.limit.saturating_add(1),
        ..window
    };
    let read = async |conn: &mut Connection| {
        let mut heads = list_groups(conn, filter, more).await?;
        let follows = heads.len() > wanted;
        heads.truncate(wanted);
        Ok((read_members(conn, heads, MEMBERS_IN_LIST).await?, follows))
    };
    let (found, follows) = app.writes.snapshot(read).await?;
    let position = |head: &GroupHead| (head.size, DuplicateGroupId(head.duplicate_group_id));
    let next = found.heads.last().map(position).filter(|_| follows);
    Ok(GroupPage {
        items: assemble(found)?,
        next,
    })
}

/// # Errors
/// `NotFound` when there is no such group.
pub async fn read_group(app: &App, _: &Moderator, group: DuplicateGroupId) -> Result<Group> {
    let read = async |conn: &mut Connection| {
        let head = find_group(conn, group)
            .await?
            .ok_or(Refusal::NotFound(Noun::DuplicateGroup))?;
        read_members(conn, vec![head], MEMBERS_ALONE).await
    };
    let group = assemble(app.writes.snapshot(read).await?)?.pop();
    group.ok_or_else(|| Error::internal("a group of repeats", "it is empty"))
}

/// What is stored of some groups.
struct Found {
    heads: Vec<GroupHead>,
    members: Vec<MemberComment>,
    /// Of their sites.
    policies: Vec<(Uuid, Value)>,
}

async fn read_members(conn: &mut Connection, heads: Vec<GroupHead>, each: i64) -> Result<Found> {
    let ids: Vec<Uuid> = heads.iter().map(|head| head.duplicate_group_id).collect();
    let sites: BTreeSet<Uuid> = heads.iter().map(|head| head.site_id).collect();
    let members = list_member_comments(conn, &ids, each).await?;
    let policies = list_policies_of(conn, &sites.into_iter().collect::<Vec<Uuid>>()).await?;
    Ok(Found {
        heads,
        members,
        policies,
    })
}

fn assemble(found: Found) -> Result<Vec<Group>> {
    let limits =
        |(site, policy): (Uuid, Value)| Ok((site, DuplicateLimits::of(&read_policy(&policy)?)));
    let limits: HashMap<Uuid, DuplicateLimits> = found
        .policies
        .into_iter()
        .map(limits)
        .collect::<Result<_>>()?;
    let mut by_group: HashMap<Uuid, Vec<ModeratedRow>> = HashMap::new();
    for member in found.members {
        by_group
            .entry(member.group_id)
            .or_default()
            .push(member.comment);
    }
    let group = |head: GroupHead| {
        let mut members = by_group
            .remove(&head.duplicate_group_id)
            .unwrap_or_default()
            .into_iter();
        let missing = |what| Error::internal("a group of repeats", what);
        let original = members
            .next()
            .ok_or_else(|| missing("it has no original"))?;
        let limits = limits
            .get(&head.site_id)
            .ok_or_else(|| missing("it has no site"))?;
        let members = compare_all(&original, limits, members);
        Ok(Group {
            head,
            original,
            members,
        })
    };
    found.heads.into_iter().map(group).collect()
}

fn compare_all(
    original: &ModeratedRow,
    limits: &DuplicateLimits,
    members: impl Iterator<Item = ModeratedRow>,
) -> Vec<Member> {
    let skeleton = Skeleton::of(&original.place.body);
    let member = |comment: ModeratedRow| {
        let same_author = comment.author_key == original.author_key;
        let relation = Relation::of(same_author);
        Member {
            same_author,
            likeness: compare(
                &skeleton,
                &Skeleton::of(&comment.place.body),
                relation,
                limits,
            ),
            diff: words(&original.place.body, &comment.place.body),
            comment,
        }
    };
    members.map(member).collect()
}
