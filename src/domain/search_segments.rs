//! Segments of the search: comments that follow each other in the order of their ids. Each segment
//! is indexed for itself, so that a search reads lists of a bounded length.

use std::collections::BTreeSet;

use crate::domain::ids::CommentId;

/// How many comments a segment gets. One that is within the segment's ids still gets in until the
/// segment has twice as many.
const FULL: i32 = 32_768;

/// A segment, and the ids between which its comments are. Segments may overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    pub number: i32,
    /// How many comments got this segment. Removed ones count.
    pub comments: i32,
    pub first: CommentId,
    pub last: CommentId,
}

/// All segments.
#[derive(Debug, Clone, Default)]
pub(crate) struct Segments {
    /// In the order of their first ids.
    segments: Vec<Segment>,
    changed: BTreeSet<i32>,
}

impl Segments {
    pub(crate) fn new(mut segments: Vec<Segment>) -> Self {
        segments.sort_unstable_by_key(|segment| (segment.first, segment.number));

        Self {
            segments,
            changed: BTreeSet::new(),
        }
    }

    /// Chooses the segment of a comment that has none, and counts it there: the last one that
    /// begins before the comment, or a new one where that is full.
    pub(crate) fn place(&mut self, comment: CommentId) -> i32 {
        let begun = self.segments.partition_point(|it| it.first <= comment);
        let chosen = self.segments.get_mut(begun.saturating_sub(1));

        if let Some(segment) = chosen.filter(|segment| segment.has_room(comment)) {
            segment.comments += 1;
            segment.first = segment.first.min(comment);
            segment.last = segment.last.max(comment);
            self.changed.insert(segment.number);
            return segment.number;
        }

        let highest = self.segments.iter().map(|it| it.number).max();
        let number = highest.map_or(1, |highest| highest + 1);
        let segment = Segment {
            number,
            comments: 1,
            first: comment,
            last: comment,
        };
        self.segments.insert(begun, segment);
        self.changed.insert(number);

        number
    }

    /// The segments that got comments.
    pub(crate) fn changed(&self) -> Vec<Segment> {
        let changed = |segment: &&Segment| self.changed.contains(&segment.number);

        self.segments.iter().filter(changed).copied().collect()
    }
}

impl Segment {
    fn has_room(&self, comment: CommentId) -> bool {
        let is_within = self.first <= comment && comment <= self.last;
        let most = if is_within { 2 * FULL } else { FULL };

        self.comments < most
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn comment(number: u128) -> CommentId {
        CommentId(Uuid::from_u128(number))
    }

    fn filled(number: i32, comments: i32, first: u128, last: u128) -> Segment {
        Segment {
            number,
            comments,
            first: comment(first),
            last: comment(last),
        }
    }

    #[test]
    fn new_comments_fill_one_segment_after_the_other() {
        let mut segments = Segments::default();

        let placed: Vec<i32> = (0..2 * 32_768 + 1)
            .map(|number| segments.place(comment(number)))
            .collect();

        assert_eq!(placed.iter().filter(|it| **it == 1).count(), 32_768);
        assert_eq!(placed.iter().filter(|it| **it == 2).count(), 32_768);
        assert_eq!(placed.last(), Some(&3));
        assert!(placed.is_sorted());
    }

    #[test]
    fn a_comment_that_was_late_belongs_to_the_full_segment_of_its_neighbours() {
        let mut segments = Segments::new(vec![filled(1, FULL, 10, 20), filled(2, 5, 30, 40)]);

        assert_eq!(segments.place(comment(15)), 1);
        assert_eq!(segments.place(comment(35)), 2);
        assert_eq!(segments.place(comment(25)), 3, "behind a full one");
        assert_eq!(segments.place(comment(5)), 4, "before a full one");
        assert_eq!(segments.changed().len(), 4);
    }

    proptest! {
        /// Whatever the order of the comments, each is within its segment, none has too many, and
        /// numbers are unique.
        #[test]
        fn a_segment_is_bounded_and_spans_its_comments(
            numbers in prop::collection::vec(0..1_000_u128, 1..60),
            near_full in prop::bool::ANY,
        ) {
            let comments = if near_full { 2 * FULL - 3 } else { FULL - 3 };
            let mut segments = Segments::new(vec![filled(7, comments, 400, 600)]);
            let mut placed: HashMap<i32, Vec<CommentId>> = HashMap::new();

            for number in numbers {
                let id = comment(number);
                placed.entry(segments.place(id)).or_default().push(id);
            }

            for segment in segments.changed() {
                prop_assert!(segment.comments <= 2 * FULL);
                let ids = &placed[&segment.number];
                prop_assert!(ids.iter().all(|id| segment.first <= *id && *id <= segment.last));
            }
            let changed = segments.changed().len();
            prop_assert_eq!(changed, placed.len());
        }
    }
}
