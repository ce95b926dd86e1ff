//! Tokens that carry no information: 256 random bits, of which only the hash is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

const BYTES: usize = 32;

/// A secret that is known to its holder alone, such as a refresh token. It has no `Debug` and no
/// `Serialize`.
pub(crate) struct OpaqueToken([u8; BYTES]);

impl OpaqueToken {
    /// A new one from the system's random source.
    pub(crate) fn generate() -> Result<Self> {
        let mut bytes = [0_u8; BYTES];
        getrandom::fill(&mut bytes)
            .map_err(|cause| Error::internal("the system's random source", cause))?;

        Ok(Self(bytes))
    }

    /// The token that follows this one. `seal` is a keyed hash, so that the holder of this token gets
    /// the same successor again, nobody else can compute it, and it is stored nowhere.
    pub(crate) fn successor(&self, seal: impl FnOnce(&[u8]) -> Vec<u8>) -> Result<Self> {
        let bytes = seal(&self.0).try_into();

        bytes
            .map(Self)
            .map_err(|_| Error::internal("a successor of a token", "it has another length"))
    }

    /// Reads what [`OpaqueToken::reveal`] wrote: 43 characters of base64url. `None` for anything
    /// else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The text for its holder.
    pub(crate) fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the database keeps. A plain SHA-256 does: there is nothing to guess in 256 random bits.
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_is_read_back_as_itself() {
        let token = OpaqueToken::generate().unwrap();
        let text = token.reveal();

        assert_eq!(text.len(), 43);
        assert_eq!(OpaqueToken::parse(&text).unwrap().hash(), token.hash());
    }

    #[test]
    fn two_tokens_differ() {
        assert_ne!(
            OpaqueToken::generate().unwrap().hash(),
            OpaqueToken::generate().unwrap().hash()
        );
    }

    proptest! {
        #[test]
        fn only_what_a_token_reveals_is_read(text in "\\PC{0,60}") {
            if let Some(token) = OpaqueToken::parse(&text) {
                prop_assert_eq!(token.reveal(), text);
            }
        }
    }
}
