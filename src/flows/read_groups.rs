//! A moderator reads groups of repeats: each with its original, and with what every repeat changed in it.

use std::collections::HashMap;

use uuid::Uuid;

use crate::app::App;
use crate::db::duplicate_groups::{
    GroupFilter, GroupHead, GroupWindow, MemberComment, find_group, list_groups, list_member_comments,
};
use crate::db::queue::ModeratedRow;
use crate::domain::ids::DuplicateGroupId;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::{Error, Result};
use crate::text::diff::{Span, words};

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

/// A comment that repeats.
#[derive(Debug)]
pub struct Member {
    pub comment: MemberComment,
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
    let mut conn = app.writes.get().await?;
    let wanted = usize::try_from(window.limit).unwrap_or(usize::MAX);
    let more = GroupWindow { limit: window.limit.saturating_add(1), ..window };
    let mut heads = list_groups(&mut conn, filter, more).await?;
    let follows = heads.len() > wanted;
    heads.truncate(wanted);
    let position = |head: &GroupHead| (head.size, DuplicateGroupId(head.duplicate_group_id));
    let next = heads.last().map(position).filter(|_| follows);
    let ids: Vec<Uuid> = heads.iter().map(|head| head.duplicate_group_id).collect();
    let members = list_member_comments(&mut conn, &ids, MEMBERS_IN_LIST).await?;
    drop(conn);
    Ok(GroupPage { items: assemble(heads, members)?, next })
}

/// # Errors
/// `NotFound` when there is no such group.
pub async fn read_group(app: &App, _: &Moderator, group: DuplicateGroupId) -> Result<Group> {
    let mut conn = app.writes.get().await?;
    let head = find_group(&mut conn, group).await?.ok_or(Refusal::NotFound(Noun::DuplicateGroup))?;
    let members = list_member_comments(&mut conn, &[group.0], MEMBERS_ALONE).await?;
    drop(conn);
    let group = assemble(vec![head], members)?.pop();
    group.ok_or_else(|| Error::internal("a group of repeats", "it is empty"))
}

fn assemble(heads: Vec<GroupHead>, members: Vec<MemberComment>) -> Result<Vec<Group>> {
    let mut by_group: HashMap<Uuid, Vec<MemberComment>> = HashMap::new();
    for member in members {
        by_group.entry(member.group_id).or_default().push(member);
    }
    let group = |head: GroupHead| {
        let mut members = by_group.remove(&head.duplicate_group_id).unwrap_or_default().into_iter();
        let original = members.next().map(|member| member.comment);
        let original = original.ok_or_else(|| Error::internal("a group of repeats", "it has no original"))?;
        let members = members
            .map(|comment| Member { diff: words(&original.place.body, &comment.comment.place.body), comment })
            .collect();
        Ok(Group { head, original, members })
    };
    heads.into_iter().map(group).collect()
}
