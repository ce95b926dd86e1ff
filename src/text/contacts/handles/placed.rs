//! Names whose place in a sentence says that they are one: `on snap, ann_7`, `インスタで ann_7 で検索`,
//! `I'm annlee there`, `ann_7 (Telegram)`.

use super::name::{Marks, Name, is_dotted, name};
use super::surroundings::{ends_segment, is_messenger};
use crate::text::contacts::lexicon::Lexicon;
use crate::text::contacts::role::Role;
use crate::text::contacts::tokens::{Shape, Tokens};

/// The fewest letters beside digits without an underscore.
const FEWEST_BESIDE_DIGITS: usize = 3;
/// The fewest letters of a name that is written like a word.
const LONG_WORD: usize = 10;
/// The most tokens between a name and the word that looks for it.
const MOST_BEHIND: usize = 6;

/// `Add me on snap, ann_7, I have it`: a name between commas behind a network that has a place.
pub(super) fn in_apposition(tokens: &Tokens, network: usize) -> Option<Name> {
    let before = tokens.skip_space_back(network).checked_sub(1)?;
    let is_placed = [Role::Preposition, Role::Possessive, Role::Search]
        .iter()
        .any(|role| tokens.meaning(before).has(*role));
    let is_strict = tokens.meaning(network).has(Role::Messenger);
    if !is_placed || !is_strict || !tokens.is_mark(network + 1, &[',', '،', '，', '、']) {
        return None;
    }

    name(tokens, tokens.skip_space(network + 2)).filter(|name| {
        let next = tokens.skip_space(name.end);
        let is_said = is_divided(name) && tokens.meaning(next).has(Role::Connector);

        is_made_up(name) && (is_said || ends_segment(tokens, name.end))
    })
}

/// `ann_7 (Telegram)`, also without an `@`.
pub(super) fn before_brackets(tokens: &Tokens, network: usize, start: usize) -> Option<Name> {
    let is_strict = tokens.meaning(network).has(Role::Messenger);
    let is_closed = tokens.is_mark(network + 1, &[')', ']', '）']);

    name(tokens, start)
        .filter(|name| is_strict && is_closed && is_made_up(name) && !name.text.contains('.'))
}

/// A name at this position that the words behind it look for: `ann_7 검색`, `ann_7 नाम से`.
pub(super) fn looked_for(tokens: &Tokens, at: usize) -> Option<Name> {
    if tokens.is_in_run(at.checked_sub(1)) {
        return None;
    }
    let name = name(tokens, at).filter(is_made_up)?;

    for behind in name.end..name.end + MOST_BEHIND {
        let meaning = tokens.meaning(behind);
        let word: Vec<char> = tokens.folded(behind).collect();
        let is_search = meaning.has(Role::Search)
            || tokens.shape(behind) == Some(Shape::Word)
                && Lexicon::get().stem_roles(&word).has(Role::Search);
        if is_search {
            return Some(name);
        }

        let is_small = meaning.has(Role::Connector)
            || meaning.has(Role::Preposition)
            || tokens.is_mark(behind, QUOTES)
            || tokens.is_space(behind)
            || tokens.is_dense(behind);
        if !is_small {
            return None;
        }
    }

    None
}

/// Marks around a name that is cited.
const QUOTES: &[char] = &[
    '"', '“', '”', '„', '«', '»', '「', '」', '『', '』', ')', ']',
];

/// `I'm annleequilts there`: a name at this position that somebody gives themselves on the network.
pub(super) fn borne_there(tokens: &Tokens, at: usize) -> Option<Name> {
    let before = tokens.skip_space_back(at).checked_sub(1)?;
    let meaning = tokens.meaning(before);
    if !meaning.has(Role::WeakCue) && !meaning.has(Role::Search) {
        return None;
    }

    let name = name(tokens, at)?;
    let mut there = tokens.skip_space(name.end);
    if tokens.meaning(there).has(Role::Preposition) {
        there = tokens.skip_space(there + 1);
    }
    let is_there = tokens.meaning(there).has(Role::There) || is_messenger(tokens, there);
    (is_there && (is_made_up(&name) || is_long_word(tokens, &name))).then_some(name)
}

/// Whether a name has a form that words do not have.
pub(super) fn is_made_up(name: &Name) -> bool {
    let letters = name.text.chars().filter(char::is_ascii_alphabetic).count();
    let begins_with_letter = name.text.starts_with(|c: char| c.is_ascii_alphabetic());
    let has_digit = name.text.contains(|c: char| c.is_ascii_digit());
    let has_dots = name.text.contains('.');

    letters >= 2
        && begins_with_letter
        && (name.is_spelt
            || name.marks == Marks::Certain
            || is_divided(name)
            || has_digit && !has_dots && letters >= FEWEST_BESIDE_DIGITS)
}

/// Whether dots or low lines divide a name.
fn is_divided(name: &Name) -> bool {
    is_dotted(&name.text) || name.text.contains('_') && !name.text.contains('.')
}

/// Whether a name of small letters is too long for a word, and no adjective or service.
pub(super) fn is_long_word(tokens: &Tokens, name: &Name) -> bool {
    let is_small = tokens
        .raw(name.start)
        .all(|letter| letter.is_ascii_lowercase());

    name.end == name.start + 1
        && is_small
        && name.text.len() >= LONG_WORD
        && !Lexicon::get().is_usual_word(&name.text)
}
