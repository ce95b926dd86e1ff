//! Does the comment stand nearly whole in an earlier one, or an earlier one in it?

use crate::moderation::draft::Prepared;
use crate::moderation::facts::Facts;
use crate::moderation::finding::Finding;
use crate::moderation::phases::duplicates::{Match, note_closest};
use crate::moderation::repeat::Kind;

/// A note: people quote themselves and others for good reasons, too.
pub fn inspect(_: &Prepared, facts: &Facts, matches: &[Match]) -> Vec<Finding> {
    note_closest(facts, matches, Kind::Contains)
}
