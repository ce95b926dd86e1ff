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

/// The most marks that stand for an `@` in one text.
const MOST_SUBSTITUTES: usize = 4;
/// How many tokens may be between a mark and the `@` that it stands for, where a text says so.
const REACH: usize = 6;

/// The marks that a text says to replace by an `@`: `ann#example.org (replace # by @)`.
pub(super) fn substitutes(tokens: &Tokens) -> Vec<char> {
    let mut substitutes = Vec::new();

    for at in 0..tokens.len() {
        if substitutes.len() >= MOST_SUBSTITUTES {
            break;
        }
        if !tokens.is_mark(at, &['@']) && !tokens.meaning(at).has(Role::At) {
            continue;
        }

        let near = at.saturating_sub(REACH)..at + REACH;
        let marks = near.filter_map(|position| tokens.mark(position));
        for mark in marks.filter(|&mark| may_stand_for_at(mark)) {
            if !substitutes.contains(&mark) {
                substitutes.push(mark);
            }
        }
    }

    substitutes
}

/// Marks that are neither of an address nor of a sentence.
const fn may_stand_for_at(mark: char) -> bool {
    match mark {
        '#' | '&' | '*' | '%' | '^' | '~' | '=' | '|' => true,
        '€' | '£' | '¥' | '₹' | '₽' | '₩' | '﷼' | '°' | '×' => false,
        _ => {
            !mark.is_ascii()
                && !matches!(mark, '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{FF00}'..='\u{FF65}' | '،' | '؟' | '؛' | '।' | '«' | '»' | '・' | 'ー')
        }
    }
}

/// A mark between letters that stands for an `@`, because the text says so.
fn is_substitute(tokens: &Tokens, at: usize, substitutes: &[char]) -> bool {
    tokens.is_mark(at, substitutes)
        && tokens.is_in_run(at.checked_sub(1))
        && tokens.is_in_run(Some(at + 1))
}

pub(super) fn sign(tokens: &Tokens, at: usize, substitutes: &[char]) -> Option<Sign> {
    if tokens.is_in_url(at) {
        return None;
    }
    if is_substitute(tokens, at, substitutes) {
        return Some(Sign {
            how: At::Disguised,
            tokens: at..at + 1,
        });
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

    let (start, end) = (tokens.skip_space_back(at), end_of_phrase(tokens, at));
    let is_parted = start < at && end > at + 1 || tokens.is_dense(at);
    is_parted.then_some(Sign {
        how: At::Loose,
        tokens: start..end,
    })
}

/// The end of a word for `@`, also of "at the rate", as it is called in India.
fn end_of_phrase(tokens: &Tokens, at: usize) -> usize {
    const RATES: [(&str, &str); 3] = [("the", "rate"), ("द", "रेट"), ("दी", "रेट")];
    let is_rate = RATES.iter().any(|(article, rate)| {
        tokens.is_same_word(at + 2, article) && tokens.is_same_word(at + 4, rate)
    });

    tokens.skip_space(if is_rate { at + 5 } else { at + 1 })
}

fn is_at(tokens: &Tokens, position: usize) -> bool {
    tokens.is_mark(position, &['@'])
        || tokens.meaning(position).has(Role::At)
        || tokens.is_word(position, "a")
}
