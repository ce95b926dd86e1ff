//! Dots in addresses, also in disguise: `[.]`, `(dot)`, ` dot `.

use super::role::Role;
use super::tokens::Tokens;

const OPENING: &[char] = &['(', '[', '{', '<', '*', '|'];
const CLOSING: &[char] = &[')', ']', '}', '>', '*', '|'];

/// How a dot is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dot {
    /// As a dot between letters.
    Plain,
    /// As a dot with a space beside it, which may also end a sentence.
    Spaced,
    /// As a word, or in brackets.
    Disguised,
}

/// The dot at a position, and the position after it.
pub(super) fn dot(tokens: &Tokens, start: usize) -> Option<(Dot, usize)> {
    if tokens.is_mark(start, &['.', '。']) {
        let end = tokens.skip_space(start + 1);
        let how = if end == start + 1 {
            Dot::Plain
        } else {
            Dot::Spaced
        };

        return Some((how, end));
    }

    let at = tokens.skip_space(start);
    if let Some(end) = bracketed(tokens, at, |position| is_dot(tokens, position)) {
        return Some((Dot::Disguised, tokens.skip_space(end)));
    }
    if tokens.is_mark(at, &['.', '。']) {
        return Some((Dot::Spaced, tokens.skip_space(at + 1)));
    }

    // A word: with spaces around, except in scripts without spaces.
    let is_word = tokens.meaning(at).has(Role::Dot);
    let end = tokens.skip_space(at + 1);
    let is_parted = at > start && end > at + 1 || tokens.is_dense(at);
    (is_word && is_parted).then_some((Dot::Disguised, end))
}

fn is_dot(tokens: &Tokens, position: usize) -> bool {
    tokens.is_mark(position, &['.', '。', '·', '•', ',']) || tokens.meaning(position).has(Role::Dot)
}

/// The end of a bracketed sign at a position, if it is this one.
pub(super) fn bracketed(
    tokens: &Tokens,
    start: usize,
    is_sign: impl Fn(usize) -> bool,
) -> Option<usize> {
    let at = tokens.skip_space(start + 1);
    let close = tokens.skip_space(at + 1);

    (tokens.is_mark(start, OPENING) && is_sign(at) && tokens.is_mark(close, CLOSING))
        .then_some(close + 1)
}
