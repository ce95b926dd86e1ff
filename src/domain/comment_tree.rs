//! Builds the tree of a thread page from rows in depth-first order.

use std::collections::{HashMap, HashSet};

use crate::domain::ids::CommentId;

/// One comment of a page. `replies` counts the direct replies that the thread shows below it, on
/// this page or not.
#[derive(Debug, Clone)]
pub struct Row<T> {
    pub id: CommentId,
    pub parent: Option<CommentId>,
    pub replies: i64,
    pub item: T,
}

/// A comment with those of its replies that are on the page.
#[derive(Debug, Clone)]
pub(crate) struct Branch<T> {
    pub id: CommentId,
    pub item: T,
    pub replies: Vec<Branch<T>>,
    pub cut: Option<Cut>,
}

/// Which direct replies are missing from the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// All of them.
    All,
    /// Those after this one.
    After(CommentId),
}

/// Builds the branches of a page. Siblings keep the order of the rows. A row whose parent is not on
/// the page becomes a top-level branch. The tree contains exactly the rows.
pub(crate) fn assemble<T>(rows: Vec<Row<T>>) -> Vec<Branch<T>> {
    let ids: HashSet<CommentId> = rows.iter().map(|row| row.id).collect();
    let mut waiting: HashMap<Option<CommentId>, Vec<Branch<T>>> = HashMap::new();

    // From the last row to the first, so that every branch is complete before its parent takes it.
    for row in rows.into_iter().rev() {
        let mut replies = waiting.remove(&Some(row.id)).unwrap_or_default();
        replies.reverse();

        let cut = cut(row.replies, &replies);
        let parent = row.parent.filter(|parent| ids.contains(parent));
        waiting.entry(parent).or_default().push(Branch {
            id: row.id,
            item: row.item,
            replies,
            cut,
        });
    }

    let mut tops = waiting.remove(&None).unwrap_or_default();
    tops.reverse();

    tops
}

fn cut<T>(expected: i64, present: &[Branch<T>]) -> Option<Cut> {
    let missing = i64::try_from(present.len()).is_ok_and(|present| present < expected);

    missing.then(|| present.last().map_or(Cut::All, |last| Cut::After(last.id)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn id(number: usize) -> CommentId {
        CommentId(Uuid::from_u128(
            u128::try_from(number).unwrap_or_default() + 1,
        ))
    }

    /// A random forest in depth-first order: each node hangs below an earlier one or is a top.
    fn forest() -> impl Strategy<Value = Vec<Row<usize>>> {
        prop::collection::vec(any::<prop::sample::Index>(), 0..60).prop_map(|choices| {
            let mut parents: Vec<Option<usize>> = Vec::new();
            for (number, choice) in choices.iter().enumerate() {
                let pick = choice.index(number + 1);
                parents.push((pick < number).then_some(pick));
            }

            let mut rows = Vec::new();
            visit(None, &parents, &mut rows);

            rows
        })
    }

    fn visit(parent: Option<usize>, parents: &[Option<usize>], rows: &mut Vec<Row<usize>>) {
        for (number, _) in parents.iter().enumerate().filter(|(_, p)| **p == parent) {
            let replies = parents.iter().filter(|p| **p == Some(number)).count();

            rows.push(Row {
                id: id(number),
                parent: parent.map(id),
                replies: i64::try_from(replies).unwrap(),
                item: number,
            });

            visit(Some(number), parents, rows);
        }
    }

    fn flatten(branches: &[Branch<usize>], rows: &mut Vec<usize>) {
        for branch in branches {
            rows.push(branch.item);
            flatten(&branch.replies, rows);
        }
    }

    fn cuts(branches: &[Branch<usize>]) -> usize {
        branches
            .iter()
            .map(|b| usize::from(b.cut.is_some()) + cuts(&b.replies))
            .sum()
    }

    proptest! {
        #[test]
        fn the_tree_has_exactly_the_rows_in_their_order(rows in forest()) {
            let expected: Vec<usize> = rows.iter().map(|row| row.item).collect();

            let tree = assemble(rows);

            let mut found = Vec::new();
            flatten(&tree, &mut found);
            prop_assert_eq!(found, expected);
            prop_assert_eq!(cuts(&tree), 0);
        }

        #[test]
        fn a_page_that_ends_early_marks_every_incomplete_branch(rows in forest(), keep in 0usize..60) {
            let kept: Vec<Row<usize>> = rows.into_iter().take(keep).collect();
            let expected: usize = kept
                .iter()
                .filter(|row| kept.iter().filter(|r| r.parent == Some(row.id)).count() != usize::try_from(row.replies).unwrap())
                .count();

            prop_assert_eq!(cuts(&assemble(kept)), expected);
        }
    }
}
