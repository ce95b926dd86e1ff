//! What stands around a name: the messenger that it is for, and the end of its sentence.

use crate::text::contacts::role::Role;
use crate::text::contacts::tokens::{Shape, Tokens};

/// Whether a word names a messenger or a network.
pub(super) fn is_messenger(tokens: &Tokens, at: usize) -> bool {
    let meaning = tokens.meaning(at);
    let is_whole = tokens.is_dense(at)
        || tokens.is_disguised(at)
        || !tokens.is_in_run(at.checked_sub(1)) && !tokens.is_in_run(Some(at + 1));

    is_whole
        && (meaning.has(Role::Messenger)
            || meaning.has(Role::LooseMessenger)
            || meaning.has(Role::Network))
}

/// Whether nothing but a mark, a sign or the end of the line follows.
pub(super) fn ends_segment(tokens: &Tokens, end: usize) -> bool {
    let next = tokens.skip_space(end);

    matches!(tokens.shape(next), None | Some(Shape::Line | Shape::Mark))
}
