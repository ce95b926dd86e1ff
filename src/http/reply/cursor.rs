//! Cursors of lists: opaque, signed, and bound to one list with one set of filters.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::app::secrets::Secrets;
use crate::domain::event_position::EventPosition;
use crate::domain::refusal::Refusal;

const PURPOSE: &str = "cursor";
/// The length of a seal in bytes.
const SEAL_LENGTH: usize = 32;

/// Seals and opens the cursors of one list with its filters. A cursor of another list, of other
/// filters or of another installation does not open.
pub struct CursorSeal<'s> {
    secrets: &'s Secrets,
    list: String,
}

impl<'s> CursorSeal<'s> {
    /// For the feed of events, which has one order. So the feed and all live streams share their
    /// cursors.
    pub(crate) fn of_events(secrets: &'s Secrets) -> Self {
        Self::new(secrets, "events", "")
    }

    /// `name` identifies the list, such as "article_comments". `filters` is a text that is equal
    /// for equal filters (article, sort, search), without `limit` and `cursor`.
    pub fn new(secrets: &'s Secrets, name: &str, filters: &str) -> Self {
        Self {
            secrets,
            list: format!("{name}\0{filters}\0"),
        }
    }

    /// The cursor for a position, whose bytes the list defines.
    pub(crate) fn seal(&self, position: &[u8]) -> String {
        let mut bytes = self.secrets.seal(PURPOSE, &self.bound(position));
        bytes.extend(position);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The position in a cursor.
    ///
    /// # Errors
    /// [`Refusal::InvalidCursor`] for a text that [`CursorSeal::seal`] of the same list did not
    /// return.
    pub fn open(&self, cursor: &str) -> Result<Vec<u8>, Refusal> {
        let bytes = URL_SAFE_NO_PAD
            .decode(cursor)
            .map_err(|_| Refusal::InvalidCursor)?;
        let (code, position) = bytes
            .split_at_checked(SEAL_LENGTH)
            .ok_or(Refusal::InvalidCursor)?;

        if self.secrets.is_sealed(PURPOSE, &self.bound(position), code) {
            Ok(position.to_vec())
        } else {
            Err(Refusal::InvalidCursor)
        }
    }

    /// The cursor of a list in the order of ids, for the items after `last`.
    pub(crate) fn seal_id(&self, last: impl Into<Uuid>) -> String {
        self.seal(last.into().as_bytes())
    }

    /// The id after which such a list continues. `None` is its beginning: without a cursor, or for
    /// an empty position.
    ///
    /// # Errors
    /// As [`CursorSeal::open`].
    pub(crate) fn open_id<Id: From<Uuid>>(
        &self,
        cursor: Option<&str>,
    ) -> Result<Option<Id>, Refusal> {
        let position = cursor.map(|cursor| self.open(cursor)).transpose()?;
        let Some(position) = position.filter(|position| !position.is_empty()) else {
            return Ok(None);
        };

        Uuid::from_slice(&position)
            .map(|id| Some(id.into()))
            .map_err(|_| Refusal::InvalidCursor)
    }

    /// The cursor of a list in the order of numbers, for the items after `last`.
    pub(crate) fn seal_number(&self, last: i64) -> String {
        self.seal(&last.to_be_bytes())
    }

    /// The number after which such a list continues; `None` without a cursor.
    ///
    /// # Errors
    /// As [`CursorSeal::open`].
    pub(crate) fn open_number(&self, cursor: Option<&str>) -> Result<Option<i64>, Refusal> {
        let Some(position) = cursor.map(|cursor| self.open(cursor)).transpose()? else {
            return Ok(None);
        };

        let bytes = position.try_into().map_err(|_| Refusal::InvalidCursor)?;

        Ok(Some(i64::from_be_bytes(bytes)))
    }

    /// The cursor of a position in the feed of events.
    pub(crate) fn seal_position(&self, position: EventPosition) -> String {
        self.seal(&position.to_bytes())
    }

    /// The position in the feed of events that a cursor names.
    ///
    /// # Errors
    /// As [`CursorSeal::open`].
    pub(crate) fn open_position(&self, cursor: &str) -> Result<EventPosition, Refusal> {
        EventPosition::from_bytes(&self.open(cursor)?).ok_or(Refusal::InvalidCursor)
    }

    /// The bytes that the seal covers. The length of the list's name and filters comes first, so
    /// that no part of them can pass for a part of the position.
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

    use super::*;
    use crate::domain::ids::CommentId;

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
