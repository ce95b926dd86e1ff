//! Judges a comment by its facts: on a thread of its own if the texts are large.

use std::sync::Arc;

use crate::app::App;
use crate::domain::budgets::{Budget, PARTS_OF_A_TEXT};
use crate::error::Result;
use crate::flows::blocking::compute_on;
use crate::flows::comments::facts::{CommentFacts, FingerprintedComment};
use crate::moderation::facts::Facts;
use crate::moderation::verdict::{Verdict, judge};
use crate::text::skeleton::Skeleton;

/// A comment's verdict, and the facts that it rests on.
pub(super) struct Judged {
    pub facts: CommentFacts,
    pub verdict: Verdict,
}

/// The verdict about a comment. Counts what its comparisons cost, and the budgets that they hit.
///
/// # Errors
/// The refusal of the first gate that refuses the comment.
pub(super) async fn judge_comment(
    app: &App,
    comment: &Arc<FingerprintedComment>,
    facts: CommentFacts,
) -> Result<Judged> {
    let skeleton = &comment.prepared.skeleton;
    let letters = compared_letters(skeleton, &facts.facts);
    note_budgets(app, skeleton, &facts.budgets_hit);
    app.budgets.note_compared(letters);

    let comment = Arc::clone(comment);
    let judging = move || {
        let verdict = judge(&comment.prepared, &facts.facts)?;
        Ok(Judged { facts, verdict })
    };

    compute_on(letters, judging).await?
}

/// The letters of the earlier comments. A comparison with a much shorter one counts as a part of the
/// text.
fn compared_letters(text: &Skeleton, facts: &Facts) -> u64 {
    let least = u64::from(text.letters()) / PARTS_OF_A_TEXT;
    let earlier = facts.earlier_comments.iter();

    earlier
        .map(|earlier| u64::from(earlier.skeleton.letters()).max(least))
        .sum()
}

fn note_budgets(app: &App, text: &Skeleton, hit: &[Budget]) {
    hit.iter().for_each(|&budget| app.budgets.note(budget));

    if text.is_cut() {
        app.budgets.note(Budget::FoldedCharacters);
    }
}
