//! The roles of accounts.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::domain::enum_names::enum_names;

/// The role of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Role {
    /// Decides about comments.
    Moderator,
    /// Does what a moderator does, and manages articles, accounts and policies.
    Admin,
}

enum_names!(Role);
