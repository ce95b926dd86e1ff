//! Inspector: notes a comment that puts different content into the frame of an earlier one, such as
//! a form letter or a filled-in template.

use crate::moderation::comparison::MatchKind;
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::Facts;
use crate::moderation::finding::Finding;
use crate::moderation::matches::{Match, note_closest};

/// Only a note: a shared frame is no duplicate, but it is frequent in spam.
pub(crate) fn inspect(_: &PreparedComment, facts: &Facts, matches: &[Match]) -> Vec<Finding> {
    note_closest(facts, matches, MatchKind::Frame)
}
