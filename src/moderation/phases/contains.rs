//! Inspector: notes a comment that contains an earlier one, or that an earlier one contains.

use crate::moderation::comparison::MatchKind;
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::Facts;
use crate::moderation::finding::Finding;
use crate::moderation::matches::{Match, note_closest};

/// Only a note, because people also quote themselves and others for good reasons.
pub(crate) fn inspect(_: &PreparedComment, facts: &Facts, matches: &[Match]) -> Vec<Finding> {
    note_closest(facts, matches, MatchKind::Contains)
}
