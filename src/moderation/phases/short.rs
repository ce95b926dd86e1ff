//! Inspector: notes a few words that their author wrote under another article before.

use crate::moderation::comparison::MatchKind;
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{Facts, Relation};
use crate::moderation::finding::Finding;
use crate::moderation::matches::{Match, note_closest};

/// Only a note: a regular thanks many people. The short texts of others are not even worth that.
pub fn inspect(_: &PreparedComment, facts: &Facts, matches: &[Match]) -> Vec<Finding> {
    let own: Vec<Match> = matches
        .iter()
        .filter(|found| found.relation != Relation::OtherAuthor)
        .cloned()
        .collect();

    note_closest(facts, &own, MatchKind::Short)
}
