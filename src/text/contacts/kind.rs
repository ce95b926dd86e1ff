//! The kinds of contacts.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// What a contact is. The names are stored and sent to clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum ContactKind {
    /// A telephone number, also one in a link to a messenger.
    Telephone,
    Email,
    /// A name on a messenger or a payment service.
    Handle,
    /// A link by which one joins a group or a conversation.
    Invitation,
    /// The address of a cryptocurrency.
    Wallet,
    /// A bank account (ISO 13616).
    Iban,
}

impl ContactKind {
    /// Every kind.
    pub const ALL: &'static [Self] = <Self as VariantArray>::VARIANTS;

    /// The name in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }
}
