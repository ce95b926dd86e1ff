//! The state of a group of duplicates.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::domain::enum_names::enum_names;

/// Whether a moderator has decided about a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum GroupState {
    /// Further duplicates join the group.
    Open,
    /// A moderator decided. The group is remembered, so that later duplicates are recognised.
    Settled,
}

enum_names!(GroupState);
