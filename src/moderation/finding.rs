//! A finding: what a phase noticed about a comment, how severe it is, and the evidence.

use serde_json::Value;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::domain::enum_names::enum_names;

/// One reason for a verdict. A moderator sees all of them, not only the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The name of the phase, which is the name of its file.
    pub phase: &'static str,
    /// The stable name of what was found.
    pub code: &'static str,
    pub severity: Severity,
    /// The ids, counts and limits that led to the finding.
    pub evidence: Value,
}

/// How severe a finding is, in rising order.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Severity {
    /// Recorded for moderators, without consequences.
    Note,
    /// The comment waits for a moderator, unless the policy's mode is `none`.
    Hold,
}

enum_names!(Severity);

/// All codes of findings, by which they are counted. A report of a reader is one, too.
pub const CODES: [&str; 10] = [
    "campaign",
    "contains",
    "frame",
    "near_duplicate",
    "new_author",
    "repeats_settled_group",
    "reported",
    "shared_contact",
    "short",
    "too_many_links",
];
