//! Did this list hand out this cursor? Opaque, signed, and bound to one list with one set of
//! filters.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::app::secrets::Secrets;
use crate::domain::event_position::EventPosition;
use crate::domain::refusal::Refusal;

const PURPOSE: &str = "cursor";
/// Bytes of a seal.
const SEAL_LENGTH: usize = 32;

/// One list as one caller filters it. Cursors of another list, of other filters or of another
/// installation do not open.
pub struct CursorSeal<'s> {
    secrets: &'s Secrets,
    list: String,
}

impl<'s> CursorSeal<'s> {
    /// The feed of events. There is one order of them, so all who follow it have cursors of one
    /// kind.
    pub fn of_events(secrets: &'s Secrets) -> Self {
        Self::new(secrets, "events", "")
    }

    /// `name` is the list's own, such as "article_comments"; `filters` is any text that is equal
    /// for equal filters (article, sort, search) and leaves out `limit` and `cursor`.
    pub fn new(secrets: &'s Secrets, name: &str, filters: &str) -> Self {
        Self {
            secrets,
            list: format!("{name}\0{filters}\0"),
        }
    }

    /// The cursor for a position, whose bytes only the list itself understands.
    pub fn seal(&self, position: &[u8]) -> String {
        let mut bytes = self.secrets.seal(PURPOSE, &self.bound(position));
        bytes.extend(position);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The position in a cursor.
    ///
    /// # Errors
    /// [`Refusal::InvalidCursor`] for everything that [`CursorSeal::seal`] of the same list did not
    /// make.
    pub fn open(&self, cursor: &str) -> Result<Vec<u8>, Refusal> {
        let bytes = URL_SAFE_NO_PAD
            .decode(cursor)
            .map_err(|_| Refusal::InvalidCursor)?;
        let (code, position) = bytes
            .split_at_checked(SEAL_LENGTH)
            .ok_or(Refusal::InvalidCursor)?;
        let known = self.secrets.is_sealed(PURPOSE, &self.bound(position), code);
        if known {
            Ok(position.to_vec())
        } else {
            Err(Refusal::InvalidCursor)
        }
    }

    /// The cursor of a list in the order of ids, for what comes after `last`.
    pub fn seal_id(&self, last: impl Into<Uuid>) -> String {
        self.seal(last.into().as_bytes())
    }

    /// Where such a list goes on; `None`, for no cursor and for an empty position, is its
    /// beginning.
    ///
    /// # Errors
    /// As [`CursorSeal::open`].
    pub fn open_id<Id: From<Uuid>>(&self, cursor: Option<&str>) -> Result<Option<Id>, Refusal> {
        let position = cursor.map(|cursor| self.open(cursor)).transpose()?;
        let Some(position) = position.filter(|position| !position.is_empty()) else {
            return Ok(None);
        };
        Uuid::from_slice(&position)
            .map(|id| Some(id.into()))
            .map_err(|_| Refusal::InvalidCursor)
    }

    /// The cursor of a place in the feed of events.
    pub fn seal_position(&self, position: EventPosition) -> String {
        self.seal(&position.to_bytes())
    }

    /// The place in the feed that a cursor names.
    ///
    /// # Errors
    /// As [`CursorSeal::open`].
    pub fn open_position(&self, cursor: &str) -> Result<EventPosition, Refusal> {
        EventPosition::from_bytes(&self.open(cursor)?).ok_or(Refusal::InvalidCursor)
    }

    /// What the seal covers. The filters' length stands before the position, so that no part of one
    /// can pass for a part of the other.
    fn bound(&self, position: &[u8]) -> Vec<u8> {
        let mut bytes = self.list.len().to_string().into_bytes();
        bytes.push(0);
        bytes.extend(self.list.as_bytes());
        bytes.extend(position);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::CursorSeal;
    use crate::app::secrets::Secrets;
    use crate::domain::ids::CommentId;
    use crate::domain::refusal::Refusal;

    fn secrets() -> Secrets {
        Secrets::new(b"one installation".to_vec())
    }

    proptest! {
        #[test]
        fn a_cursor_opens_to_the_position_it_was_made_from(position: Vec<u8>) {
            let secrets = secrets();
            let seal = CursorSeal::new(&secrets, "comments", "article=1");
            prop_assert_eq!(seal.open(&seal.seal(&position)), Ok(position));
        }

        #[test]
        fn a_changed_cursor_does_not_open(position: Vec<u8>, at: prop::sample::Index, to in "[A-Za-z0-9_-]") {
            let secrets = secrets();
            let seal = CursorSeal::new(&secrets, "comments", "article=1");
            let cursor = seal.seal(&position);
            let at = at.index(cursor.len());
            let mut changed = cursor.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != cursor);
            prop_assert_eq!(seal.open(&changed), Err(Refusal::InvalidCursor));
        }

        #[test]
        fn noise_does_not_open(text: String) {
            let secrets = secrets();
            let seal = CursorSeal::new(&secrets, "comments", "article=1");
            prop_assert_eq!(seal.open(&text), Err(Refusal::InvalidCursor));
        }
    }

    #[test]
    fn an_id_comes_back_and_an_empty_position_is_the_beginning() {
        let secrets = secrets();
        let seal = CursorSeal::new(&secrets, "replies", "");
        let id = CommentId(Uuid::from_u128(7));
        assert_eq!(seal.open_id(Some(&seal.seal_id(id))), Ok(Some(id)));
        assert_eq!(seal.open_id::<CommentId>(Some(&seal.seal(&[]))), Ok(None));
        assert_eq!(seal.open_id::<CommentId>(None), Ok(None));
        assert_eq!(
            seal.open_id::<CommentId>(Some(&seal.seal(b"no id"))),
            Err(Refusal::InvalidCursor)
        );
    }

    #[test]
    fn a_cursor_of_another_list_filter_or_key_does_not_open() {
        let (secrets, others) = (secrets(), Secrets::new(b"another installation".to_vec()));
        let cursor = CursorSeal::new(&secrets, "comments", "article=1").seal(b"position");
        for other in [
            CursorSeal::new(&secrets, "replies", "article=1"),
            CursorSeal::new(&secrets, "comments", "article=2"),
            CursorSeal::new(&others, "comments", "article=1"),
        ] {
            assert_eq!(other.open(&cursor), Err(Refusal::InvalidCursor));
        }
    }
}
