//! The ids that were made in a span of time: they are UUIDv7 (RFC 9562), which begin with the time.

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

use crate::domain::refusal::Invalid;

/// The latest time of a UUIDv7, in milliseconds since 1970.
const LAST_MILLISECOND: u128 = (1 << 48) - 1;

/// The ids between two others, neither of which belongs to the span. By default, all ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdSpan {
    after: Uuid,
    before: Uuid,
}

impl IdSpan {
    /// The ids of the times from `from` on and before `to`. `None` leaves that end open.
    ///
    /// # Errors
    /// An [`Invalid`] at `from` if no time is between them.
    pub(crate) fn between(
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
    ) -> Result<Self, Invalid> {
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            let detail = "Choose a time before `to`.";
            return Err(Invalid::new("from", "out_of_range", detail));
        }

        let everything = Self::default();

        Ok(Self {
            after: from.map_or(everything.after, |from| preceding(first_id(from))),
            before: to.map_or(everything.before, first_id),
        })
    }

    /// The id that precedes the span.
    pub(crate) const fn after(self) -> Uuid {
        self.after
    }

    /// The id that follows the span.
    pub(crate) const fn before(self) -> Uuid {
        self.before
    }

    pub(crate) fn contains(self, id: impl Into<Uuid>) -> bool {
        let id = id.into();

        self.after < id && id < self.before
    }
}

impl Default for IdSpan {
    fn default() -> Self {
        Self {
            after: Uuid::nil(),
            before: Uuid::max(),
        }
    }
}

/// The lowest id that can be made at this time or later. Ids have whole milliseconds.
pub(crate) fn first_id(at: DateTime<Utc>) -> Uuid {
    let begun = i64::from(at.trunc_subsecs(3) < at);
    let milliseconds = at.timestamp_millis().saturating_add(begun);
    let milliseconds = u128::try_from(milliseconds).unwrap_or_default();

    Uuid::from_u128(milliseconds.min(LAST_MILLISECOND) << 80)
}

/// The id before this one.
pub(crate) fn preceding(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_sub(1))
}

/// The id after this one.
pub(crate) fn following(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// The highest id of a millisecond.
    fn last_id(time: &str) -> Uuid {
        Uuid::from_u128(first_id(at(time)).as_u128() | ((1 << 80) - 1))
    }

    #[test]
    fn a_span_has_the_ids_of_its_beginning_and_not_those_of_its_end() {
        let (from, to) = ("2026-11-30T12:00:00.001Z", "2026-11-30T12:00:00.003Z");

        let span = IdSpan::between(Some(at(from)), Some(at(to))).unwrap();

        assert!(!span.contains(last_id("2026-11-30T12:00:00.000Z")));
        assert!(span.contains(first_id(at(from))));
        assert!(span.contains(last_id("2026-11-30T12:00:00.002Z")));
        assert!(!span.contains(first_id(at(to))));
    }

    #[test]
    fn a_begun_millisecond_belongs_to_what_is_before_it() {
        let begun = at("2026-11-30T12:00:00.001000001Z");

        assert_eq!(first_id(begun), first_id(at("2026-11-30T12:00:00.002Z")));
    }

    #[test]
    fn an_open_end_has_no_bound() {
        let noon = at("2026-11-30T12:00:00Z");

        let later = IdSpan::between(Some(noon), None).unwrap();
        let earlier = IdSpan::between(None, Some(noon)).unwrap();

        assert!(later.contains(last_id("9999-12-31T23:59:59Z")));
        assert!(earlier.contains(first_id(at("1970-01-01T00:00:00.001Z"))));
        assert!(!earlier.contains(first_id(noon)));
    }

    #[test]
    fn times_beyond_those_of_ids_are_the_nearest_ones() {
        assert_eq!(first_id(at("1969-12-31T23:59:59Z")), Uuid::nil());
        assert_eq!(
            first_id(DateTime::<Utc>::MAX_UTC).as_u128(),
            LAST_MILLISECOND << 80
        );
    }

    #[test]
    fn a_span_without_time_is_refused() {
        let noon = Some(at("2026-11-30T12:00:00Z"));

        let refused = IdSpan::between(noon, noon).unwrap_err();

        assert_eq!(refused.pointer, "from");
    }
}
