//! What did a phase notice, how grave is it, and what is the evidence?

use serde_json::Value;

/// One reason, told in full: a moderator sees all of them, not the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The phase that found it, as its file is called.
    pub phase: &'static str,
    /// The stable name of what was found.
    pub code: &'static str,
    pub severity: Severity,
    /// What the phase saw: ids, counts, limits.
    pub evidence: Value,
}

/// In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing follows.
    Note,
    /// The comment waits for a moderator, unless the policy lets everything through.
    Hold,
}

impl Severity {
    pub const ALL: [Self; 2] = [Self::Note, Self::Hold];

    /// The name in SQL, JSON and docs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Hold => "hold",
        }
    }
}
