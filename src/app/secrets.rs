//! The keys that all instances share, derived from the installation's one secret.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::domain::email::EmailAddress;
use crate::domain::ids::CommentId;
use crate::domain::pseudonym::keyed;
use crate::error::{Error, Result};

/// The installation's secret. It is never shown and never leaves the process.
#[derive(Clone)]
pub struct Secrets {
    root: Vec<u8>,
}

/// The right of an author over their own comment. Only the guest token of the comment gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authorship(CommentId);

impl Authorship {
    /// The comment whose author this is.
    pub(crate) const fn comment(self) -> CommentId {
        self.0
    }
}

/// The prefix of every guest token, which tells it from other kinds of token.
const GUEST: &str = "guest.";

impl Secrets {
    pub const fn new(root: Vec<u8>) -> Self {
        Self { root }
    }

    /// A 32-byte code (HMAC-SHA-256) of `value` under a key that serves `purpose` alone.
    pub(crate) fn seal(&self, purpose: &str, value: &[u8]) -> Vec<u8> {
        keyed(&self.root, purpose, value)
    }

    /// Whether `code` is the seal of `value`. The comparison takes the same time wherever the two
    /// differ.
    pub(crate) fn is_sealed(&self, purpose: &str, value: &[u8], code: &[u8]) -> bool {
        let expected = self.seal(purpose, value);
        let difference = expected
            .iter()
            .zip(code)
            .fold(0u8, |sum, (a, b)| sum | (a ^ b));

        expected.len() == code.len() && difference == 0
    }

    /// The token that gives the author of a comment access to it. It is derived from the comment's
    /// id, so it is stored nowhere.
    pub(crate) fn guest_token(&self, comment: CommentId) -> String {
        let mut bytes = comment.0.as_bytes().to_vec();
        bytes.extend(self.seal("guest_token", comment.0.as_bytes()));
        format!("{GUEST}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The comment that a guest token belongs to, or `None` when the token is not valid.
    fn open_guest_token(&self, token: &str) -> Option<CommentId> {
        let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix(GUEST)?).ok()?;
        let (id, code) = bytes.split_at_checked(16)?;

        let known = self.is_sealed("guest_token", id, code);
        known.then(|| Uuid::from_slice(id).ok().map(CommentId))?
    }

    /// The author that a guest token identifies, or `None` when the token is not valid.
    pub(crate) fn recognise_author(&self, token: &str) -> Option<Authorship> {
        self.open_guest_token(token).map(Authorship)
    }

    /// A pseudonym of an author, stored in the place of the email as the scope of an
    /// Idempotency-Key: equal for all spellings of one mailbox.
    pub fn author(&self, email: &EmailAddress) -> String {
        URL_SAFE_NO_PAD.encode(self.seal("author", email.key().as_bytes()))
    }

    /// A pseudonym of an IP address, stored in its place as the scope of an Idempotency-Key.
    pub(crate) fn caller(&self, address: IpAddr) -> String {
        URL_SAFE_NO_PAD.encode(self.seal("caller", address.to_string().as_bytes()))
    }

    /// Whether a bearer token has the form of a guest token; a moderator's access token has not.
    pub(crate) fn looks_like_guest_token(token: &str) -> bool {
        token.starts_with(GUEST)
    }
}

/// Bytes from the operating system's random generator.
///
/// # Errors
/// `Internal` when it fails.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|fault| Error::internal("the random generator", fault))?;
    Ok(bytes)
}
