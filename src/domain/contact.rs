//! Contacts of a comment under keys of its site: equal contacts have equal keys, and nobody can
//! read a contact from its key.

use crate::domain::pseudonym::{SiteSalt, contact_key};
use crate::text::contacts::{ContactKind, find_contacts};

/// A contact as it is written in a text, with its key on one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedContact {
    pub kind: ContactKind,
    pub written: String,
    pub value_key: Vec<u8>,
}

/// The contacts of a text with their keys on one site.
pub(crate) fn keyed_contacts(text: &str, salt: &SiteSalt) -> Vec<KeyedContact> {
    find_contacts(text)
        .into_iter()
        .map(|contact| KeyedContact {
            value_key: contact_key(&contact, salt),
            kind: contact.kind,
            written: contact.written,
        })
        .collect()
}
