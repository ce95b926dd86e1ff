//! Keyed hashes that recognise a person or a network address without storing its name.

use std::fmt;
use std::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::domain::email::EmailAddress;
use crate::text::contacts::Contact;
use crate::text::fingerprint::Salt;

/// The secret of one site: 32 random bytes that never leave the database and the process. Without
/// them nobody can link a hash to a person.
#[derive(Clone, PartialEq, Eq)]
pub struct SiteSalt([u8; 32]);

impl SiteSalt {
    pub(crate) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The same secret, as fingerprints of texts take it.
    pub const fn of_fingerprints(&self) -> Salt {
        Salt::new(self.0)
    }
}

impl fmt::Debug for SiteSalt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SiteSalt(secret)")
    }
}

/// The key of one author on a site: equal for all spellings of one mailbox.
pub fn author_key(email: &EmailAddress, salt: &SiteSalt) -> Vec<u8> {
    keyed(salt.as_bytes(), "author", email.key().as_bytes())
}

/// All keys under which comments of this author may be stored on a site: [`author_key`], and those
/// that earlier releases computed.
pub(crate) fn stored_author_keys(email: &EmailAddress, salt: &SiteSalt) -> Vec<Vec<u8>> {
    let keys = email.stored_keys().into_iter();

    keys.map(|key| keyed(salt.as_bytes(), "author", key.as_bytes()))
        .collect()
}

/// The key of one network address on a site. IPv4 counts in full, IPv6 by its /64 prefix, which is
/// what one household gets.
pub(crate) fn ip_hash(address: IpAddr, salt: &SiteSalt) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(v4) => keyed(salt.as_bytes(), "address", &v4.octets()),
        IpAddr::V6(v6) => {
            let network = (u128::from(v6) >> 64).to_be_bytes();
            keyed(salt.as_bytes(), "address", &network)
        }
    }
}

/// The number of bytes of a contact's key: enough that no two contacts of a site meet by chance.
const CONTACT_KEY: usize = 16;

/// The key of one contact on a site: equal for all spellings of the same contact.
pub(crate) fn contact_key(contact: &Contact, salt: &SiteSalt) -> Vec<u8> {
    let value = format!("{} {}", contact.kind.as_str(), contact.canonical);
    let mut key = keyed(salt.as_bytes(), "contact", value.as_bytes());
    key.truncate(CONTACT_KEY);

    key
}

/// HMAC-SHA-256 (RFC 2104) of `value` under a key derived for one purpose.
pub(crate) fn keyed(key: &[u8], purpose: &str, value: &[u8]) -> Vec<u8> {
    hmac(&hmac(key, purpose.as_bytes()), value)
}

fn hmac(key: &[u8], value: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length, so the error branch cannot be reached.
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };

    mac.chain_update(value).finalize().into_bytes().to_vec()
}
