//! The state of a group of duplicates.

/// Whether moderators have decided about a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupState {
    /// Further duplicates join the group.
    Open,
    /// A moderator decided. The group is remembered, so that later duplicates are recognised.
    Settled,
}

impl GroupState {
    pub const ALL: [Self; 2] = [Self::Open, Self::Settled];

    /// The name in SQL, JSON and docs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Settled => "settled",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}
