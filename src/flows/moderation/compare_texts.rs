//! Compares the texts of two comments for moderators: in which way they are alike, and which words
//! changed.

use crate::app::budget_hits::BudgetHits;
use crate::db::moderation::queue::ModeratedRow;
use crate::domain::budgets::{
    Budget, DIFF_SPANS, DIFF_SPANS_OF_A_PAIR, DIFF_STEPS, DIFF_STEPS_OF_A_PAIR,
};
use crate::moderation::comparison::{Comparison, DuplicateLimits, compare};
use crate::moderation::facts::Relation;
use crate::text::diff::{DiffBudget, Span, words};
use crate::text::skeleton::Skeleton;

/// The text of a comment, reduced once for several comparisons.
#[derive(Debug)]
pub(in crate::flows) struct ComparedText<'a> {
    body: &'a str,
    author_key: &'a [u8],
    skeleton: Skeleton,
}

/// The comparison of an earlier text with a later one.
#[derive(Debug)]
pub(crate) struct TextComparison {
    pub same_author: bool,
    /// Without a kind if the texts themselves are unrelated: a moderator, or only other members of
    /// a group, connect the comments.
    pub likeness: Comparison,
    /// The differences from the earlier text to the later one, word by word. `None` where a list
    /// leaves them out.
    pub diff: Option<Vec<Span>>,
}

/// What the differences in one answer may cost.
pub(in crate::flows) const fn diff_budget() -> DiffBudget {
    DiffBudget {
        steps: DIFF_STEPS,
        steps_of_a_pair: DIFF_STEPS_OF_A_PAIR,
        spans: DIFF_SPANS,
        spans_of_a_pair: DIFF_SPANS_OF_A_PAIR,
        is_hit: false,
    }
}

/// Counts an answer whose budget did not suffice.
pub(in crate::flows) fn note_differences(budgets: &BudgetHits, spent: &DiffBudget) {
    if spent.is_hit {
        budgets.note(Budget::Differences);
    }
}

impl<'a> ComparedText<'a> {
    pub(in crate::flows) fn new(body: &'a str, author_key: &'a [u8]) -> Self {
        Self {
            body,
            author_key,
            skeleton: Skeleton::of(body),
        }
    }

    pub(in crate::flows) const fn body(&self) -> &'a str {
        self.body
    }

    pub(in crate::flows) fn of(comment: &'a ModeratedRow) -> Self {
        Self::new(&comment.thread_comment.body, &comment.author_key)
    }

    /// Compares this earlier text with a later one. Without a budget the differences are left out.
    pub(in crate::flows) fn compare_with(
        &self,
        later: &ComparedText<'_>,
        limits: &DuplicateLimits,
        budget: Option<&mut DiffBudget>,
    ) -> TextComparison {
        let relation = Relation::of_stored(self.author_key, later.author_key);

        TextComparison {
            same_author: relation == Relation::SameAuthor,
            likeness: compare(&self.skeleton, &later.skeleton, relation, limits),
            diff: budget.map(|budget| words(self.body, later.body, budget)),
        }
    }
}
