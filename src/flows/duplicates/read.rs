//! Reads groups of duplicates for moderators: each with its original, and with the other members
//! compared to it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::app::App;
use crate::app::budget_hits::BudgetHits;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::groups::{
    GroupFilter, GroupHead, GroupPosition, MemberComment, list_groups, list_member_comments,
};
use crate::db::moderation::queue::ModeratedRow;
use crate::db::sites::site::list_policies_of;
use crate::domain::budgets::Budget;
use crate::domain::ids::{DuplicateGroupId, SiteId};
use crate::domain::page::{CutPage, PageRequest};
use crate::domain::policy::Policy;
use crate::domain::rights::Moderator;
use crate::domain::room::Room;
use crate::error::{Error, Result};
use crate::flows::blocking::compute;
use crate::flows::duplicates::preconditions::find_named_group;
use crate::flows::moderation::compare_texts::{
    ComparedText, TextComparison, diff_budget, note_differences,
};
use crate::moderation::comparison::DuplicateLimits;
use crate::text::diff::DiffBudget;

/// The highest number of members of a group in a list; `size` counts all of them.
const MEMBERS_IN_LIST: i64 = 10;

/// The members of a group in a list whose differences from the original are shown.
const DIFFS_IN_LIST: usize = 3;

/// The highest number of members of a group that is read alone.
const MEMBERS_ALONE: i64 = 200;

/// A group with its original and the oldest of its other members.
#[derive(Debug)]
pub(crate) struct Group {
    pub head: GroupHead,
    pub original: ModeratedRow,
    pub members: Vec<Member>,
}

/// A member, compared with the original as both texts are now.
#[derive(Debug)]
pub(crate) struct Member {
    pub comment: ModeratedRow,
    pub comparison: TextComparison,
}

/// A page of groups, the largest first.
///
/// # Errors
/// `Unavailable` without a database.
pub(crate) async fn read_groups(
    app: &App,
    _: &Moderator,
    filter: &GroupFilter,
    page: PageRequest<GroupPosition>,
) -> Result<CutPage<Group, GroupPosition>> {
    let read = async |conn: &mut Connection| {
        let heads = list_groups(conn, filter, page).await?;
        let CutPage { items, next } = page.cut(heads, GroupHead::position);

        Ok((read_stored(conn, items, MEMBERS_IN_LIST).await?, next))
    };
    let (stored, next) = app.database.primary.snapshot(read).await?;
    let whole = stored.heads.len();
    let budgets = Arc::clone(&app.budgets);

    // The texts are compared after the connection is given back.
    let items = compute(move || assemble(stored, DIFFS_IN_LIST, &budgets)).await??;
    let next = if items.len() < whole {
        items.last().map(|group| group.head.position())
    } else {
        next
    };

    Ok(CutPage { items, next })
}

/// One group.
///
/// # Errors
/// `NotFound` if there is no such group.
pub(crate) async fn read_group(app: &App, _: &Moderator, group: DuplicateGroupId) -> Result<Group> {
    let read = async |conn: &mut Connection| {
        let head = find_named_group(conn, group).await?;

        read_stored(conn, vec![head], MEMBERS_ALONE).await
    };
    let stored = app.database.primary.snapshot(read).await?;
    let budgets = Arc::clone(&app.budgets);

    compute(move || assemble(stored, usize::MAX, &budgets))
        .await??
        .pop()
        .ok_or_else(|| Error::internal("a group of duplicates", "it is empty"))
}

/// The stored values of some groups.
struct StoredGroups {
    heads: Vec<GroupHead>,
    members: Vec<MemberComment>,
    policies: Vec<(SiteId, Policy)>,
}

async fn read_stored(
    conn: &mut Connection,
    heads: Vec<GroupHead>,
    members_each: i64,
) -> Result<StoredGroups> {
    let groups: Vec<DuplicateGroupId> = heads.iter().map(|head| head.duplicate_group_id).collect();
    let sites: BTreeSet<SiteId> = heads.iter().map(|head| head.site_id).collect();
    let sites: Vec<SiteId> = sites.into_iter().collect();

    Ok(StoredGroups {
        heads,
        members: list_member_comments(conn, &groups, members_each).await?,
        policies: list_policies_of(conn, &sites).await?,
    })
}

/// The groups, with the differences of the first `diffs` members of each.
fn assemble(stored: StoredGroups, diffs: usize, budgets: &BudgetHits) -> Result<Vec<Group>> {
    let limits: HashMap<SiteId, DuplicateLimits> = stored
        .policies
        .iter()
        .map(|(site, policy)| (*site, DuplicateLimits::of(policy)))
        .collect();

    let mut members: HashMap<DuplicateGroupId, Vec<ModeratedRow>> = HashMap::new();
    for member in stored.members {
        members
            .entry(member.group_id)
            .or_default()
            .push(member.comment);
    }

    let mut budget = diff_budget();
    let mut room = Room::new();
    let mut groups = Vec::new();
    for head in stored.heads {
        let members = members.remove(&head.duplicate_group_id).unwrap_or_default();
        let limits = limits
            .get(&head.site_id)
            .ok_or_else(|| Error::internal("a group of duplicates", "it has no site"))?;

        // Without members it is behind what was read: the rest would have been too large.
        let has_room = members
            .first()
            .is_some_and(|original| room.take(&original.texts()));
        if !has_room && !groups.is_empty() {
            budgets.note(Budget::PageBytes);
            break;
        }

        let mut comparer = Comparer {
            limits,
            diffs,
            budget: &mut budget,
            room: &mut room,
        };
        groups.push(comparer.compare_members(head, members)?);
    }
    note_differences(budgets, &budget);

    Ok(groups)
}

/// Compares the members of a group.
struct Comparer<'a> {
    limits: &'a DuplicateLimits,
    /// How many members get differences.
    diffs: usize,
    /// What the differences of all groups may cost.
    budget: &'a mut DiffBudget,
    /// What is left for the members of all groups.
    room: &'a mut Room,
}

impl Comparer<'_> {
    /// Compares the members of a group, the original first, with the original.
    fn compare_members(&mut self, head: GroupHead, comments: Vec<ModeratedRow>) -> Result<Group> {
        let mut comments = comments.into_iter();
        let original = comments
            .next()
            .ok_or_else(|| Error::internal("a group of duplicates", "it has no original"))?;

        let text = ComparedText::of(&original);
        let mut members = Vec::new();
        for (at, comment) in comments.enumerate() {
            if !self.room.take(&comment.texts()) {
                break;
            }
            let budget = (at < self.diffs).then_some(&mut *self.budget);
            if budget.is_some() {
                self.room.fill(&[text.body(), &comment.thread_comment.body]);
            }

            let comparison = text.compare_with(&ComparedText::of(&comment), self.limits, budget);
            members.push(Member {
                comment,
                comparison,
            });
        }

        Ok(Group {
            head,
            original,
            members,
        })
    }
}
