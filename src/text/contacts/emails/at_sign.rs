//! The `@` of an address, also in disguise.

use std::ops::Range;

use crate::text::contacts::dots::bracketed;
use crate::text::contacts::role::Role;
use crate::text::contacts::tokens::Tokens;

/// How an `@` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// Between letters.
    Plain,
    /// In brackets or between marks.
    Disguised,
    /// As a word or with spaces, which may mean a place.
    Loose,
}

pub(super) struct Sign {
    pub how: At,
    pub tokens: Range<usize>,
}

pub(super) fn sign(tokens: &Tokens, at: usize) -> Option<Sign> {
    if tokens.is_in_url(at) {
        return None;
    }
    if tokens.is_mark(at, &['@']) {
        let (start, end) = (tokens.skip_space_back(at), tokens.skip_space(at + 1));
        let is_plain = end - start == 1;
        // Emphasis ends before the `@`.
        let start = (0..start)
            .rev()
            .take_while(|&before| tokens.is_mark(before, &['*']))
            .last()
            .unwrap_or(start);
        let how = if is_plain { At::Plain } else { At::Loose };

        return Some(Sign {
            how,
            tokens: start..end,
        });
    }
    if let Some(end) = bracketed(tokens, at, |position| is_at(tokens, position)) {
        return Some(Sign {
            how: At::Disguised,
            tokens: tokens.skip_space_back(at)..tokens.skip_space(end),
        });
    }
    if !tokens.meaning(at).has(Role::At) {
        return None;
    }

    let marks = (tokens.mark_before(at), tokens.mark(at + 1));
    if let (Some(one), Some(other)) = marks
        && one == other
        && matches!(one, '_' | '-' | '.' | '*' | '~')
    {
        return Some(Sign {
            how: At::Disguised,
            tokens: at - 1..at + 2,
        });
    }

    let (start, end) = (tokens.skip_space_back(at), tokens.skip_space(at + 1));
    let is_parted = start < at && end > at + 1 || tokens.is_dense(at);
    is_parted.then_some(Sign {
        how: At::Loose,
        tokens: start..end,
    })
}

fn is_at(tokens: &Tokens, position: usize) -> bool {
    tokens.is_mark(position, &['@'])
        || tokens.meaning(position).has(Role::At)
        || tokens.is_word(position, "a")
}
