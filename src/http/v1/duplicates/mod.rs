//! Groups of duplicates, changes of groups, and checks of texts.

pub(crate) mod check;
pub(crate) mod group_changes;
pub(crate) mod groups;
pub(crate) mod settlements;
pub(crate) mod views;
