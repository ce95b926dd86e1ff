//! Did this list hand out this cursor? Opaque, signed, and bound to one list with one set of filters.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::domain::refusal::Refusal;

/// Bytes of the HMAC that a cursor carries: enough, since a forged cursor gains nothing but a place in a list that
/// its caller may read anyway.
const TAG_LENGTH: usize = 16;

/// One list as one caller filters it. Cursors of another list, of other filters or of another key do not open.
pub struct CursorSeal<'k> {
    key: &'k [u8],
    /// SHA-256 of the list's name and filters.
    list: [u8; 32],
}

impl<'k> CursorSeal<'k> {
    /// `name` is the list's own, such as "article_comments"; `filters` is any text that is equal for equal filters
    /// (article, sort, search) and leaves out `limit` and `cursor`.
    pub fn new(key: &'k [u8], name: &str, filters: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update(name);
        digest.update([0]);
        digest.update(filters);
        Self { key, list: digest.finalize().into() }
    }

    /// The cursor for a position, whose bytes only the list itself understands.
    pub fn seal(&self, position: &[u8]) -> String {
        let mut bytes = position.to_vec();
        bytes.extend(self.tag(position));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The position in a cursor; [`Refusal::InvalidCursor`] for everything that [`CursorSeal::seal`] of the same
    /// list did not make.
    pub fn open(&self, cursor: &str) -> Result<Vec<u8>, Refusal> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Refusal::InvalidCursor)?;
        let split = bytes.len().checked_sub(TAG_LENGTH).ok_or(Refusal::InvalidCursor)?;
        let (position, tag) = bytes.split_at(split);
        let verified = self.mac(position).map(|mac| mac.verify_truncated_left(tag));
        if matches!(verified, Some(Ok(()))) { Ok(position.to_vec()) } else { Err(Refusal::InvalidCursor) }
    }

    fn tag(&self, position: &[u8]) -> Vec<u8> {
        let tag = self.mac(position).map(|mac| mac.finalize().into_bytes());
        tag.into_iter().flatten().take(TAG_LENGTH).collect()
    }

    /// Always there: HMAC takes keys of any length (RFC 2104).
    fn mac(&self, position: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key).ok()?;
        mac.update(&self.list);
        mac.update(position);
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::CursorSeal;
    use crate::domain::refusal::Refusal;

    fn seal() -> CursorSeal<'static> {
        CursorSeal::new(b"key", "comments", "article=1")
    }

    proptest! {
        #[test]
        fn a_cursor_opens_to_the_position_it_was_made_from(position: Vec<u8>) {
            prop_assert_eq!(seal().open(&seal().seal(&position)), Ok(position));
        }

        #[test]
        fn a_changed_cursor_does_not_open(position: Vec<u8>, at: prop::sample::Index, to in "[A-Za-z0-9_-]") {
            let cursor = seal().seal(&position);
            let at = at.index(cursor.len());
            let mut changed = cursor.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != cursor);
            prop_assert_eq!(seal().open(&changed), Err(Refusal::InvalidCursor));
        }

        #[test]
        fn noise_does_not_open(text: String) {
            prop_assert_eq!(seal().open(&text), Err(Refusal::InvalidCursor));
        }
    }

    #[test]
    fn a_cursor_of_another_list_filter_or_key_does_not_open() {
        let cursor = seal().seal(b"position");
        for other in [
            CursorSeal::new(b"key", "replies", "article=1"),
            CursorSeal::new(b"key", "comments", "article=2"),
            CursorSeal::new(b"other", "comments", "article=1"),
        ] {
            assert_eq!(other.open(&cursor), Err(Refusal::InvalidCursor));
        }
    }
}
