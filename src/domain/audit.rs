//! The audit log: the kinds of its entries, and the chain of hashes over its rows.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use strum::{EnumString, IntoStaticStr, VariantArray};
use uuid::Uuid;

use crate::domain::enum_names::enum_names;
use crate::domain::ids::{ModeratorId, SiteId};

/// What happened. The names are stored with the entries and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum AuditKind {
    SignedIn,
    SignInFailed,
    SignInThrottled,
    SignedOut,
    RefreshTokenReused,
    AccountCreated,
    AccountRenamed,
    RoleChanged,
    PasswordChanged,
    PasswordChangeFailed,
    PasswordChangeRequired,
    AccountActivated,
    AccountDeactivated,
    PolicyChanged,
    SiteCreated,
    SiteChanged,
    ArticleDeleted,
    PersonErased,
    PersonExported,
    DatabaseRestored,
    AuditRemoved,
}

enum_names!(AuditKind);

/// An entry to append. Postgres adds the order and the time.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    pub kind: AuditKind,
    /// The account that acted; `None` for the command line and for a stranger.
    pub moderator: Option<ModeratorId>,
    /// What the entry is about.
    pub subject: Option<Uuid>,
    pub site: Option<SiteId>,
    /// A keyed hash of the client's network address. It is stored apart from the entry and removed when it
    /// is old.
    pub address_hash: Option<Vec<u8>>,
    /// Numbers, ids and names of settings: no text of a reader, no email address.
    pub payload: Value,
}

impl AuditEntry {
    /// An entry of that kind, about nothing and by nobody.
    pub fn new(kind: AuditKind) -> Self {
        Self {
            kind,
            moderator: None,
            subject: None,
            site: None,
            address_hash: None,
            payload: json!({}),
        }
    }

    /// The account that acted; without one, the payload says that the command line did.
    #[must_use]
    pub(crate) fn by(self, moderator: Option<ModeratorId>) -> Self {
        let entry = Self { moderator, ..self };

        match moderator {
            Some(_) => entry,
            None => entry.with(json!({ "by": "command_line" })),
        }
    }

    #[must_use]
    pub(crate) fn about(self, subject: impl Into<Uuid>) -> Self {
        Self {
            subject: Some(subject.into()),
            ..self
        }
    }

    #[must_use]
    pub(crate) fn on_site(self, site: SiteId) -> Self {
        Self {
            site: Some(site),
            ..self
        }
    }

    #[must_use]
    pub(crate) fn at_address(self, address_hash: &[u8]) -> Self {
        Self {
            address_hash: Some(address_hash.to_vec()),
            ..self
        }
    }

    /// Adds the members of an object to the payload.
    #[must_use]
    pub(crate) fn with(mut self, members: Value) -> Self {
        if let (Value::Object(payload), Value::Object(members)) = (&mut self.payload, members) {
            payload.extend(members);
        }

        self
    }
}

/// The 32 bytes that the chain continues from.
pub type ChainHash = [u8; 32];

/// The hash before the first row.
pub(crate) const START: ChainHash = [0; 32];

/// A row of the audit log as its seal covers it: each column in the one form in which every version
/// of Postgres writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AuditRecord {
    pub sequence: i64,
    pub transaction: String,
    pub created_at: DateTime<Utc>,
    /// A name, since an instance of a later version may write kinds that this one does not know.
    pub kind: String,
    pub moderator: Option<ModeratorId>,
    pub subject: Option<Uuid>,
    pub site: Option<SiteId>,
    /// SHA-256 of random bytes and the hash of the network address, which are kept apart; the hash of the
    /// address itself in entries of earlier releases.
    pub address_hash: Option<Vec<u8>>,
    /// As Postgres writes the `jsonb`.
    pub payload: String,
}

impl AuditRecord {
    /// The hash of this row in the chain: SHA-256 (FIPS 180-4) of the hash before it and of the row
    /// as a JSON array, which keeps the columns apart.
    pub(crate) fn chain(&self, previous: &ChainHash) -> ChainHash {
        let columns = json!([
            self.sequence,
            self.transaction,
            self.created_at.timestamp_micros(),
            self.kind,
            self.moderator,
            self.subject,
            self.site,
            self.address_hash.as_deref().map(to_hex),
            self.payload,
        ]);

        Sha256::new()
            .chain_update(previous)
            .chain_update(columns.to_string())
            .finalize()
            .into()
    }
}

/// Bytes as hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of 64 hexadecimal digits.
pub(crate) fn from_hex(digits: &str) -> Option<ChainHash> {
    let mut hash = ChainHash::default();
    let are_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if digits.len() != 2 * hash.len() || !are_digits {
        return None;
    }

    for (byte, pair) in hash.iter_mut().zip(digits.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }

    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> AuditRecord {
        AuditRecord {
            sequence: 7,
            transaction: "740".to_owned(),
            created_at: DateTime::UNIX_EPOCH,
            kind: "signed_in".to_owned(),
            moderator: Some(ModeratorId(Uuid::from_u128(1))),
            subject: None,
            site: None,
            address_hash: Some(vec![1, 255]),
            payload: "{}".to_owned(),
        }
    }

    /// Computed by `printf` and `sha256sum`, so that anybody can verify the chain without this code.
    #[test]
    fn a_hash_is_the_sha256_of_the_hash_before_it_and_of_the_row_as_a_json_array() {
        let hash = record().chain(&START);

        assert_eq!(to_hex(&hash), EXPECTED);
    }

    const EXPECTED: &str = "213c008fc1f3737d54c505f702b52e1f8fc9020938f1ff0d7c39345e9a706c76";

    #[test]
    fn every_column_and_the_hash_before_it_change_a_hash() {
        let original = record();
        let mut changed = vec![original.clone(); 9];
        changed[0].sequence = 8;
        changed[1].transaction = "741".to_owned();
        changed[2].created_at = DateTime::UNIX_EPOCH + chrono::Duration::microseconds(1);
        changed[3].kind = "signed_out".to_owned();
        changed[4].moderator = None;
        changed[5].subject = original.moderator.map(Uuid::from);
        changed[6].site = Some(SiteId::NONE);
        changed[7].address_hash = None;
        changed[8].payload = "{\"a\": 1}".to_owned();

        let hash = original.chain(&START);

        for record in changed {
            assert_ne!(record.chain(&START), hash, "{record:?}");
        }
        assert_ne!(original.chain(&hash), hash);
    }

    #[test]
    fn a_column_cannot_pass_for_a_part_of_its_neighbour() {
        let one = AuditRecord {
            transaction: "7\",\"40".to_owned(),
            ..record()
        };
        let other = AuditRecord {
            transaction: "7".to_owned(),
            kind: "40".to_owned(),
            ..record()
        };

        assert_ne!(one.chain(&START), other.chain(&START));
    }

    #[test]
    fn a_hash_is_read_as_it_is_written_and_nothing_else_is() {
        let hash = record().chain(&START);

        assert_eq!(from_hex(&to_hex(&hash)), Some(hash));
        for digits in [
            "",
            "9f",
            &"0".repeat(63),
            &"0".repeat(65),
            &"+f".repeat(32),
            &"é".repeat(32),
        ] {
            assert_eq!(from_hex(digits), None, "{digits}");
        }
    }

    #[test]
    fn an_entry_without_an_account_is_of_the_command_line() {
        let entry = AuditEntry::new(AuditKind::AccountCreated).by(None);
        assert_eq!(entry.payload, json!({ "by": "command_line" }));

        let entry = entry.with(json!({ "role": "admin" }));
        assert_eq!(
            entry.payload,
            json!({ "by": "command_line", "role": "admin" })
        );
    }
}
