//! The ordered lists of checks. A new check is one file and one line in a list.

use crate::domain::refusal::Refusal;
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::Facts;
use crate::moderation::finding::Finding;
use crate::moderation::matches::Match;

mod account_email;
mod article_open;
mod campaign;
mod contains;
mod exact_duplicate;
mod frame;
mod links;
mod near_duplicate;
mod new_author;
mod parent;
mod shared_contact;
mod short;
mod similar_name;

/// A check that refuses a comment or lets it pass. The first refusal is the answer.
pub(crate) type Gate = fn(&PreparedComment, &Facts, &[Match]) -> Result<(), Refusal>;

/// A check that adds findings. All inspectors run.
pub(crate) type Inspector = fn(&PreparedComment, &Facts, &[Match]) -> Vec<Finding>;

/// The gates in the order in which they run.
pub(crate) const GATES: &[Gate] = &[article_open::gate, parent::gate, exact_duplicate::gate];

/// The inspectors in the order of their findings.
pub(crate) const INSPECTORS: &[Inspector] = &[
    near_duplicate::inspect,
    contains::inspect,
    frame::inspect,
    short::inspect,
    campaign::inspect,
    shared_contact::inspect,
    links::inspect,
    new_author::inspect,
    account_email::inspect,
    similar_name::inspect,
];
