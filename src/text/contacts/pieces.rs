//! What may stand between the pieces of a code that is written in parts.

use super::tokens::{Shape, Tokens};

/// Marks that may stand between two pieces.
const SEPARATORS: &[char] = &[
    '-', '–', '—', '.', '_', '·', '•', '/', '*', '|', '(', ')', '[', ']', '{', '}', '+', '~', ',',
    ':', '،', '、', '，',
];
/// The most spaces and marks between two pieces.
const MOST_BETWEEN: usize = 3;

pub(super) fn is_separator(tokens: &Tokens, at: usize) -> bool {
    tokens.is_space(at) || tokens.is_mark(at, SEPARATORS)
}

/// The position after the separators here.
pub(super) fn skip_separators(tokens: &Tokens, start: usize) -> usize {
    (start..start + MOST_BETWEEN)
        .find(|&at| !is_separator(tokens, at))
        .unwrap_or(start + MOST_BETWEEN)
}

/// The end of characters from here of which each stands alone behind one space, `F l F X`, if there
/// are so many of them at least.
pub(super) fn end_of_singles(tokens: &Tokens, start: usize, fewest: usize) -> Option<usize> {
    let is_single = |at: usize| {
        matches!(tokens.shape(at), Some(Shape::Word | Shape::Number))
            && tokens.glyph_count(at..at + 1) == 1
            && tokens.end_of_ascii(at, &[]) == at + 1
    };
    if !is_single(start) {
        return None;
    }

    let mut last = start;
    while last - start < MOST_SINGLES && tokens.is_space(last + 1) && is_single(last + 2) {
        last += 2;
    }
    ((last - start) / 2 + 1 >= fewest).then_some(last + 1)
}

/// The most tokens of a code of single characters.
const MOST_SINGLES: usize = 80;
