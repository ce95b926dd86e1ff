//! Has the comment the wrapping of an earlier one around something else: a form letter, a script
//! with its slots filled?

use crate::moderation::draft::Prepared;
use crate::moderation::facts::Facts;
use crate::moderation::finding::Finding;
use crate::moderation::phases::duplicates::{Match, note_closest};
use crate::moderation::repeat::Kind;

/// A note: a shared frame is no repeat, but spam has it often.
pub fn inspect(_: &Prepared, facts: &Facts, matches: &[Match]) -> Vec<Finding> {
    note_closest(facts, matches, Kind::Frame)
}
