//! What follows from all findings under a policy? One verdict, with every reason in it.

use crate::domain::policy::Mode;
use crate::domain::refusal::Refusal;
use crate::domain::status::Status;
use crate::moderation::draft::Prepared;
use crate::moderation::facts::{Facts, Standing};
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::phases::duplicates::Match;
use crate::moderation::phases::{GATES, INSPECTORS, duplicates};

#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub outcome: Outcome,
    pub findings: Vec<Finding>,
    /// The earlier comments that this one repeats, the oldest first.
    pub matches: Vec<Match>,
    pub policy_version: i32,
}

/// In rising order: a further finding can only raise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Publish,
    Hold,
}

impl Outcome {
    pub const fn status(self) -> Status {
        match self {
            Self::Publish => Status::Approved,
            Self::Hold => Status::Pending,
        }
    }
}

/// Asks every gate, then every inspector, and resolves what they found.
///
/// # Errors
/// The refusal of the first gate that stays shut.
pub fn judge(prepared: &Prepared, facts: &Facts) -> Result<Verdict, Refusal> {
    let matches = duplicates::matches(&prepared.skeleton, &facts.policy, &facts.earlier);
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

/// The policy's answer to a set of findings. Monotonic: more findings never make it milder.
pub fn resolve(findings: &[Finding], facts: &Facts) -> Outcome {
    let held = findings
        .iter()
        .any(|finding| finding.severity >= Severity::Hold);
    let waits = match (facts.author.standing, facts.policy.mode) {
        (Standing::Staff, _) | (_, Mode::None) => false,
        (_, Mode::All) => true,
        (_, Mode::NewAuthors | Mode::Flagged) => held,
    };
    if waits {
        Outcome::Hold
    } else {
        Outcome::Publish
    }
}
