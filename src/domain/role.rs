//! Which roles does an account have? Moderators decide about comments; admins do that and
//! administer.

/// The role of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Moderator,
    Admin,
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Moderator, Self::Admin];

    /// The name in SQL, JSON, tokens and docs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}
