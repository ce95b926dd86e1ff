//! Refuses requests that name a comment twice.

use std::collections::HashSet;

use crate::domain::ids::CommentId;
use crate::domain::refusal::{Invalid, Refusal};

/// Checks that the entries of `/comments` name each comment once. `member` is the pointer of the
/// id within an entry: empty if the entry is the id itself.
///
/// # Errors
/// `Invalid` with an entry for each comment that an earlier entry names.
pub(in crate::flows) fn refuse_repeated_ids(
    named: impl Iterator<Item = CommentId>,
    member: &str,
) -> Result<(), Refusal> {
    let mut known = HashSet::new();
    let repeated: Vec<Invalid> = named
        .enumerate()
        .filter(|(_, comment)| !known.insert(*comment))
        .map(|(position, _)| {
            Invalid::new(
                format!("/comments/{position}{member}"),
                "repeated_id",
                "Name each comment once.",
            )
        })
        .collect();

    if repeated.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Invalid(repeated))
    }
}
