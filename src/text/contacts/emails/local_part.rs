//! The name before an `@`.

use std::ops::Range;

use super::at_sign::{At, Sign};
use crate::text::contacts::dots::bracketed;
use crate::text::contacts::role::Role;
use crate::text::contacts::tokens::{Shape, Tokens};

const LONGEST_LOCAL: usize = 12;

/// Where the name before an `@` begins.
pub(super) fn local_start(tokens: &Tokens, sign: &Sign) -> Option<usize> {
    let end = sign.tokens.start;
    if let Some(start) = bracketed_start(tokens, end) {
        return Some(start);
    }
    let mut start = end;

    while end - start < LONGEST_LOCAL {
        let before = start.checked_sub(1);
        if before.is_some_and(|before| {
            tokens.is_letters_or_digits(before) && !is_loose_break(tokens, sign, start, before)
        }) {
            start -= 1;
        } else if start < end
            && let Some(before) = name_mark_before(tokens, start)
        {
            start = before;
        } else {
            break;
        }
    }

    // A second `@` makes it a name on another network; a slash, a part of a URL.
    let is_other = start > 0 && tokens.is_mark(start - 1, &['@', '/']);
    (start < end && !is_other).then_some(start)
}

/// Where a name in brackets begins: `(ann.lee) @ example.org`.
fn bracketed_start(tokens: &Tokens, end: usize) -> Option<usize> {
    let close = end.checked_sub(1)?;
    if !tokens.is_mark(close, &[')', ']']) {
        return None;
    }

    let before = close.checked_sub(1)?;
    let open = (close.saturating_sub(LONGEST_LOCAL)..close)
        .rev()
        .find(|&at| tokens.is_mark(at, &['(', '[']))?;
    let is_name = tokens.is_letters_or_digits(before)
        && tokens.end_of_ascii(open + 1, &['.', '_', '-', '+']) == close;
    is_name.then_some(open)
}

/// In a script without spaces, a name in Latin letters ends where the sentence around it begins.
fn is_loose_break(tokens: &Tokens, sign: &Sign, start: usize, before: usize) -> bool {
    let has_started = start < sign.tokens.start;
    tokens.is_dense(before)
        && (!has_started || !tokens.is_dense(start))
        && (has_started || sign.how != At::Plain)
        || has_started && !tokens.is_dense(before) && tokens.is_dense(start)
}

/// The start of a mark inside a name that ends at a position: `.`, `_`, or the word for one.
fn name_mark_before(tokens: &Tokens, start: usize) -> Option<usize> {
    let mark = start.checked_sub(1)?;
    let is_inside = |position: usize| position > 0 && tokens.is_letters_or_digits(position - 1);

    if tokens.is_mark(mark, &['.', '_', '-', '+', '%']) {
        return is_inside(mark).then_some(mark);
    }

    let word = start.checked_sub(2)?;
    let meaning = tokens.meaning(word);
    let is_word = tokens.is_space(mark)
        && (meaning.has(Role::Dot) || meaning.has(Role::Dash) || meaning.has(Role::Underscore));
    let before = word.checked_sub(1)?;
    if is_word && tokens.is_space(before) && is_inside(before) {
        return Some(before);
    }

    // A bracketed dot: walk back from the closing bracket.
    let open = start.checked_sub(3)?;
    let is_bracketed = bracketed(tokens, open, |position| {
        tokens.is_mark(position, &['.']) || tokens.meaning(position).has(Role::Dot)
    });
    (is_bracketed == Some(start) && is_inside(open)).then_some(open)
}

/// The name with its marks, where words stand for some.
pub(super) fn local_name(tokens: &Tokens, range: Range<usize>) -> String {
    let last = range.end;
    let mut name = String::new();
    for position in range {
        let meaning = tokens.meaning(position);
        let is_between = !name.is_empty() && position + 1 < last;
        match tokens.shape(position) {
            Some(Shape::Word) if is_between && meaning.has(Role::Dot) => name.push('.'),
            Some(Shape::Word) if is_between && meaning.has(Role::Dash) => name.push('-'),
            Some(Shape::Word) if is_between && meaning.has(Role::Underscore) => name.push('_'),
            Some(Shape::Word | Shape::Number | Shape::Dense) => {
                name.extend(tokens.folded(position))
            }
            Some(Shape::Mark) if tokens.is_mark(position, &['.', '_', '-', '+', '%']) => {
                name.extend(tokens.folded(position))
            }
            _ => {}
        }
    }

    name
}
