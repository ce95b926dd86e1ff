//! In which order is a comment looked at? A new check is one file and one line in a list.

use crate::domain::refusal::Refusal;
use crate::moderation::draft::Prepared;
use crate::moderation::facts::Facts;
use crate::moderation::finding::Finding;
use crate::moderation::phases::duplicates::Match;

pub mod article_open;
pub mod campaign;
pub mod contains;
pub mod duplicates;
pub mod exact_repeat;
pub mod frame;
pub mod links;
pub mod near_duplicate;
pub mod new_author;
pub mod place;

/// A gate refuses or lets pass. The first that refuses is the answer.
pub type Gate = fn(&Prepared, &Facts, &[Match]) -> Result<(), Refusal>;

/// An inspector adds findings. All of them run.
pub type Inspector = fn(&Prepared, &Facts, &[Match]) -> Vec<Finding>;

pub const GATES: &[Gate] = &[article_open::gate, place::gate, exact_repeat::gate];

pub const INSPECTORS: &[Inspector] = &[
    near_duplicate::inspect,
    contains::inspect,
    frame::inspect,
    campaign::inspect,
    links::inspect,
    new_author::inspect,
];
