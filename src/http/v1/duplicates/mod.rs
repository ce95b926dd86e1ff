//! Groups of duplicates.

pub mod group_changes;
pub mod groups;
pub mod views;
