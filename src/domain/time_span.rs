//! Spans of time of equal length, for statistics.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::id_span::first_id;
use crate::domain::refusal::Invalid;

/// The length of a span. Hours and days are those of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    Hour,
    Day,
}

/// Whole spans one after another, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeSpans {
    /// The beginning of each span, and the end of the last one.
    edges: Vec<DateTime<Utc>>,
}

impl Bucket {
    const fn length(self) -> TimeDelta {
        match self {
            Self::Hour => TimeDelta::hours(1),
            Self::Day => TimeDelta::days(1),
        }
    }

    /// The most spans of one answer: a month of hours, a year of days.
    pub const fn most(self) -> i64 {
        match self {
            Self::Hour => 31 * 24,
            Self::Day => 366,
        }
    }

    /// The spans that are shown if nobody says which.
    const fn usual(self) -> i32 {
        match self {
            Self::Hour => 24,
            Self::Day => 30,
        }
    }

    /// The beginning of the usual spans up to a time.
    pub(crate) fn usual_start(self, to: DateTime<Utc>) -> DateTime<Utc> {
        // A time before the calendar stays as it is.
        to.checked_sub_signed(self.length() * self.usual())
            .unwrap_or(to)
    }
}

impl TimeSpans {
    /// The spans that `from` and `to` are in, and all between them.
    ///
    /// # Errors
    /// An [`Invalid`] at `from` if there are none, too many, or some beyond the calendar.
    pub(crate) fn between(
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        bucket: Bucket,
    ) -> Result<Self, Invalid> {
        if from >= to {
            let detail = "Choose a time before `to`.";
            return Err(Invalid::new("from", "out_of_range", detail));
        }
        if (to - from).num_seconds() > bucket.length().num_seconds() * bucket.most() {
            let detail = match bucket {
                Bucket::Hour => "Choose at most 31 days by hour, or bucket=day.",
                Bucket::Day => "Choose at most 366 days.",
            };
            return Err(Invalid::new("from", "out_of_range", detail));
        }

        let beyond = || Invalid::new("from", "out_of_range", "Choose a time of this era.");
        let length = bucket.length();
        let mut edge = from.duration_trunc(length).map_err(|_| beyond())?;
        let mut edges = vec![edge];
        while edge < to {
            edge = edge.checked_add_signed(length).ok_or_else(beyond)?;
            edges.push(edge);
        }

        Ok(Self { edges })
    }

    pub(crate) fn starts(&self) -> &[DateTime<Utc>] {
        self.edges.split_last().map_or(&[], |(_, starts)| starts)
    }

    pub(crate) fn end(&self) -> Option<DateTime<Utc>> {
        self.edges.last().copied()
    }

    /// The lowest UUIDv7 of each edge: the ids of a span are from its own up to the next one.
    pub(crate) fn edges_as_ids(&self) -> Vec<Uuid> {
        self.edges.iter().copied().map(first_id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn spans_are_whole_and_hold_both_times() {
        let (from, to) = (at("2026-11-30T22:59:59Z"), at("2026-12-01T00:00:01Z"));

        let hours = TimeSpans::between(from, to, Bucket::Hour).unwrap();
        let days = TimeSpans::between(from, to, Bucket::Day).unwrap();

        assert_eq!(
            hours.starts(),
            [
                at("2026-11-30T22:00:00Z"),
                at("2026-11-30T23:00:00Z"),
                at("2026-12-01T00:00:00Z")
            ]
        );
        assert_eq!(hours.end(), Some(at("2026-12-01T01:00:00Z")));
        assert_eq!(days.starts().len(), 2);
        assert_eq!(days.end(), Some(at("2026-12-02T00:00:00Z")));
    }

    #[test]
    fn a_span_that_ends_at_an_edge_has_no_part_of_the_next_one() {
        let (from, to) = (at("2026-11-30T00:00:00Z"), at("2026-12-01T00:00:00Z"));

        let spans = TimeSpans::between(from, to, Bucket::Day).unwrap();

        assert_eq!(spans.starts(), [from]);
    }

    #[test]
    fn the_edge_is_the_lowest_id_of_its_millisecond() {
        let (from, to) = (at("2026-11-30T00:00:00Z"), at("2026-12-01T00:00:00Z"));

        let ids = TimeSpans::between(from, to, Bucket::Day)
            .unwrap()
            .edges_as_ids();

        assert_eq!(ids.len(), 2);
        let millisecond = ids[0].as_u128() >> 80;
        assert_eq!(
            i128::from(from.timestamp_millis()),
            millisecond.cast_signed()
        );
    }

    #[test]
    fn no_more_spans_are_made_than_an_answer_has() {
        let to = at("2026-12-01T00:30:00Z");

        for bucket in [Bucket::Hour, Bucket::Day] {
            let most = i32::try_from(bucket.most()).unwrap();
            let longest = to - bucket.length() * most;
            let spans = TimeSpans::between(longest, to, bucket).unwrap();
            assert_eq!(
                i64::try_from(spans.starts().len()).unwrap(),
                bucket.most() + 1
            );

            let longer = longest - TimeDelta::seconds(1);
            assert!(TimeSpans::between(longer, to, bucket).is_err());
            assert!(TimeSpans::between(to, to, bucket).is_err());
        }
    }
}
