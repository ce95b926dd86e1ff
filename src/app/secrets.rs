//! The keys that all instances share, derived from the installation's one secret.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::domain::ids::CommentId;
use crate::domain::pseudonym::keyed;
use crate::error::{Error, Result};

/// The installation's secret. It is never shown and never leaves the process.
#[derive(Clone)]
pub struct Secrets {
    root: Vec<u8>,
}

/// The right of an author over their own comment. It arises only from the guest token that came
/// with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authorship(CommentId);

impl Authorship {
    /// The comment whose author this is.
    pub const fn comment(self) -> CommentId {
        self.0
    }
}

/// What begins every guest token, so that nobody takes it for another kind.
const GUEST: &str = "guest.";

impl Secrets {
    pub const fn new(root: Vec<u8>) -> Self {
        Self { root }
    }

    /// A 32-byte code (HMAC-SHA-256) of `value` under a key that serves `purpose` alone.
    pub fn seal(&self, purpose: &str, value: &[u8]) -> Vec<u8> {
        keyed(&self.root, purpose, value)
    }

    /// Whether `code` is the seal of `value`, compared without telling by the time where it
    /// differs.
    pub fn is_sealed(&self, purpose: &str, value: &[u8], code: &[u8]) -> bool {
        let expected = self.seal(purpose, value);
        let difference = expected
            .iter()
            .zip(code)
            .fold(0u8, |sum, (a, b)| sum | (a ^ b));
        expected.len() == code.len() && difference == 0
    }

    /// The token with which the author of a comment comes back to it. The same comment always has
    /// the same one, so it is not stored anywhere.
    pub fn guest_token(&self, comment: CommentId) -> String {
        let mut bytes = comment.0.as_bytes().to_vec();
        bytes.extend(self.seal("guest_token", comment.0.as_bytes()));
        format!("{GUEST}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The comment that a guest token opens, or `None` when it opens none.
    pub fn open_guest_token(&self, token: &str) -> Option<CommentId> {
        let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix(GUEST)?).ok()?;
        let (id, code) = bytes.split_at_checked(16)?;
        let known = self.is_sealed("guest_token", id, code);
        known.then(|| Uuid::from_slice(id).ok().map(CommentId))?
    }
}

impl Secrets {
    /// The author that a guest token shows, or `None` when it is none of ours.
    pub fn recognise_author(&self, token: &str) -> Option<Authorship> {
        self.open_guest_token(token).map(Authorship)
    }

    /// A name for whoever sends requests from an address, for the scope of an Idempotency-Key:
    /// stored in the address' place.
    pub fn caller(&self, address: IpAddr) -> String {
        URL_SAFE_NO_PAD.encode(self.seal("caller", address.to_string().as_bytes()))
    }

    /// Whether a bearer token means to be a guest token; access tokens of moderators do not.
    pub fn looks_like_guest_token(token: &str) -> bool {
        token.starts_with(GUEST)
    }
}

/// Bytes from the operating system's generator.
///
/// # Errors
/// `Internal` when it has none to give.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|fault| Error::internal("the random generator", fault))?;
    Ok(bytes)
}
