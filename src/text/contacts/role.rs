//! What words say about contacts nearby.

/// What a word says about contacts nearby.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A telephone number may be near: "call", "mobile".
    Telephone,
    /// A number near it is something else: "order", "views".
    OtherNumber,
    /// A mailbox may be near: "email", "write".
    Mail,
    /// The name of a messenger or a network.
    Messenger,
    /// The same, but a frequent word with another meaning, too: "line", "signal".
    LooseMessenger,
    /// May stand between a messenger's name and a handle: "id", "is", "my".
    Connector,
    /// The name of a network on which one has a name but no telephone, often with another meaning.
    Network,
    /// Announces a name on a network: "username", "account".
    Cue,
    /// May do so beside a messenger: "as", "find".
    WeakCue,
    /// Says that a name is looked for or added: "search", "follow".
    Search,
    /// Stands for the network: "I am ann there".
    There,
    /// Says whose a messenger's name is: "my".
    Possessive,
    /// May stand between a handle and a messenger's name: "on".
    Preposition,
    /// Spelt for `@`.
    At,
    /// Spelt for a dot.
    Dot,
    /// Spelt for a hyphen.
    Dash,
    /// Spelt for an underscore.
    Underscore,
    /// Makes an underscore of the word for a hyphen beside it: "guion bajo".
    Low,
    /// Spelt for a slash.
    Slash,
    /// Spelt for a plus.
    Plus,
    /// The first part of the address of a messenger.
    Host,
    /// A bank account, whose digits are no telephone.
    Account,
}

impl Role {
    /// Whether words with this role name a messenger or a network.
    pub(super) const fn names_network(self) -> bool {
        matches!(self, Self::Messenger | Self::LooseMessenger | Self::Network)
    }
}

/// A set of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Roles(u32);

impl Roles {
    const fn bit(role: Role) -> u32 {
        match role {
            Role::Telephone => 1,
            Role::OtherNumber => 1 << 1,
            Role::Mail => 1 << 2,
            Role::Messenger => 1 << 3,
            Role::LooseMessenger => 1 << 4,
            Role::Connector => 1 << 5,
            Role::Preposition => 1 << 6,
            Role::At => 1 << 7,
            Role::Dot => 1 << 8,
            Role::Dash => 1 << 9,
            Role::Account => 1 << 10,
            Role::Host => 1 << 11,
            Role::Possessive => 1 << 12,
            Role::Network => 1 << 13,
            Role::Cue => 1 << 14,
            Role::WeakCue => 1 << 15,
            Role::Underscore => 1 << 16,
            Role::Low => 1 << 17,
            Role::Slash => 1 << 18,
            Role::Plus => 1 << 19,
            Role::Search => 1 << 20,
            Role::There => 1 << 21,
        }
    }

    pub(super) const fn has(self, role: Role) -> bool {
        self.0 & Self::bit(role) != 0
    }

    pub(super) const fn add(&mut self, role: Role) {
        self.0 |= Self::bit(role);
    }

    pub(super) const fn join(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
