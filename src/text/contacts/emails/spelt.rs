//! Addresses of which each character stands alone: `a n n @ e x a m p l e . o r g`.

use super::domain::{TOPS, canonical};
use crate::text::contacts::found::Found;
use crate::text::contacts::kind::ContactKind;
use crate::text::contacts::tokens::Tokens;

/// The most tokens on each side of the `@`.
const LONGEST: usize = 80;
/// The fewest characters before the `@`.
const FEWEST_BEFORE: usize = 3;

/// Marks between the characters, and those of an address.
const DIVIDERS: &[char] = &['-', '*', '|', '~'];
const INSIDE: &[char] = &['.', '_', '-', '+'];

/// The address around an `@` at this position.
pub(super) fn read(tokens: &Tokens, at: usize) -> Option<Found> {
    if !tokens.is_mark(at, &['@']) {
        return None;
    }
    let is_divider = |position: usize| {
        tokens.is_space(position) && tokens.glyph_count(position..position + 1) == 1
            || tokens.is_mark(position, DIVIDERS)
    };
    let is_single = |position: usize| {
        tokens.glyph_count(position..position + 1) == 1
            && tokens.end_of_ascii(position, INSIDE) > position
    };

    let mut start = at;
    while at - start < LONGEST
        && let Some(before) = start.checked_sub(2)
        && is_divider(start - 1)
        && is_single(before)
    {
        start = before;
    }
    if is_preposition(tokens, start) && at - start > 2 {
        start += 2;
    }

    let mut ends = vec![];
    let mut end = at;
    let mut domain = String::new();
    while end - at < LONGEST && is_divider(end + 1) && is_single(end + 2) {
        end += 2;
        domain.extend(tokens.folded(end));
        let is_top = domain
            .rsplit_once('.')
            .is_some_and(|(host, top)| host.len() >= 2 && TOPS.contains(&top));
        // The last character of a word belongs to it alone.
        if is_top {
            ends.push((end, domain.clone()));
        }
    }

    let (last, domain) = ends.pop()?;
    let local: String = (start..at)
        .step_by(2)
        .flat_map(|position| tokens.folded(position))
        .collect();
    let labels: Vec<String> = domain.split('.').map(str::to_owned).collect();
    let is_whole = labels.iter().all(|label| !label.is_empty());

    (local.len() >= FEWEST_BEFORE && is_whole).then(|| Found {
        kind: ContactKind::Email,
        canonical: canonical(&local, &labels),
        tokens: start..last + 1,
    })
}

/// In Spanish one writes to an address with a word of one letter: `escribe a …`.
fn is_preposition(tokens: &Tokens, start: usize) -> bool {
    let verb = tokens.skip_space_back(start).checked_sub(1);
    let is_verb = verb.is_some_and(|verb| tokens.folded_text(verb..verb + 1).starts_with("escrib"));

    is_verb && tokens.is_word(start, "a")
}
