//! The verdict about a comment: its outcome under the policy, with every reason.

use crate::domain::policy::Mode;
use crate::domain::refusal::Refusal;
use crate::domain::status::Status;
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{AuthorRole, Facts};
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::matches::{Match, find_matches};
use crate::moderation::phases::{GATES, INSPECTORS};

/// The outcome for one comment, with everything that led to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub outcome: Outcome,
    pub findings: Vec<Finding>,
    /// The earlier comments that this one is like, oldest first.
    pub matches: Vec<Match>,
    pub policy_version: i32,
}

/// What happens to the comment. In rising order: a further finding can only raise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Publish,
    Hold,
}

impl Outcome {
    /// The first status of a comment with this outcome.
    pub const fn status(self) -> Status {
        match self {
            Self::Publish => Status::Approved,
            Self::Hold => Status::Pending,
        }
    }
}

/// Runs the gates before anything is compared: what refuses a comment by itself need not wait for
/// the look-up of other texts.
///
/// # Errors
/// As [`judge`].
pub(crate) fn judge_alone(prepared: &PreparedComment, facts: &Facts) -> Result<(), Refusal> {
    GATES.iter().try_for_each(|gate| gate(prepared, facts, &[]))
}

/// Runs every gate, then every inspector, and derives the outcome from their findings.
///
/// # Errors
/// The refusal of the first gate that refuses the comment.
pub(crate) fn judge(prepared: &PreparedComment, facts: &Facts) -> Result<Verdict, Refusal> {
    let article = Some(facts.article.article_id);
    let matches = find_matches(
        &prepared.skeleton,
        &facts.policy,
        article,
        &facts.earlier_comments,
    );

    for gate in GATES {
        gate(prepared, facts, &matches)?;
    }

    let findings: Vec<Finding> = INSPECTORS
        .iter()
        .flat_map(|inspect| inspect(prepared, facts, &matches))
        .collect();
    let outcome = resolve(&findings, facts);

    Ok(Verdict {
        outcome,
        findings,
        matches,
        policy_version: facts.policy_version,
    })
}

/// The outcome of a set of findings under the policy. Monotonic: more findings never make it
/// milder.
fn resolve(findings: &[Finding], facts: &Facts) -> Outcome {
    let has_hold = findings
        .iter()
        .any(|finding| finding.severity >= Severity::Hold);

    let waits = match (facts.author.role, facts.policy.mode) {
        (AuthorRole::Staff, _) | (_, Mode::None) => false,
        (_, Mode::All) => true,
        (_, Mode::NewAuthors | Mode::Flagged) => has_hold,
    };

    if waits {
        Outcome::Hold
    } else {
        Outcome::Publish
    }
}
