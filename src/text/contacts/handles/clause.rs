//! Names that a word announces in the sentence that names a network: `my username there is ann_7`,
//! `bei Telegram heiße ich ann_7`, `小红书上，账号是ann_7`.

use super::name::{Marks, Name, is_dotted, name, spelt_name};
use super::placed::{
    before_brackets, borne_there, in_apposition, is_long_word, is_made_up, looked_for,
};
use super::surroundings::{ends_segment, is_messenger};
use crate::text::contacts::lexicon::Lexicon;
use crate::text::contacts::role::{Role, Roles};
use crate::text::contacts::tokens::{Shape, Tokens};

/// The most tokens between a network and a name.
const REACH: usize = 40;
/// The most tokens before a network in which it is announced.
const REACH_BEFORE: usize = 6;
/// The most tokens before it in which a name is announced.
const REACH_EARLIER: usize = 24;
/// The most words between an announcement and a name.
const MOST_WORDS: usize = 3;
/// The most tokens of a name before a network.
const LONGEST: usize = 12;
/// The fewest letters of a name without digits and marks.
const LONG_WORD: usize = 8;

/// The last letter of the Latin blocks.
const LAST_LATIN: char = '\u{24F}';

/// A word that announces a name.
#[derive(Debug, Clone, Copy)]
struct Cue {
    is_strong: bool,
    /// In another script than Latin, where a name in Latin letters stands out.
    is_foreign: bool,
    /// How many other words follow it.
    words: usize,
}

/// The name that is announced in the sentence of this network.
pub(super) fn announced(tokens: &Tokens, network: usize) -> Option<Name> {
    if tokens.is_scheme_end(network + 1) {
        return None;
    }

    after(tokens, network)
        .or_else(|| in_apposition(tokens, network))
        .or_else(|| before(tokens, network))
        .or_else(|| earlier(tokens, network))
}

fn after(tokens: &Tokens, network: usize) -> Option<Name> {
    let certainty = Certainty::of(tokens, network);
    let mut cue = cue_before(tokens, network);

    for at in network + 1..network + REACH {
        match tokens.shape(at)? {
            Shape::Line => return None,
            Shape::Space => continue,
            Shape::Mark if tokens.is_mark(at, &['@']) => {
                let cue = cue?;
                let name = name(tokens, at)?;
                let looks_made_up = name
                    .text
                    .contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.'));
                let is_name = cue.is_strong
                    || certainty.is_certain && looks_made_up && ends_segment(tokens, name.end);

                return (is_name && certainty.is_possible).then_some(name);
            }
            Shape::Mark if ends_sentence(tokens, at) => return None,
            // A comma ends a loose announcement.
            Shape::Mark if tokens.is_mark(at, &[',', '،', '，', '、', ';']) => {
                cue = cue.filter(|cue| cue.is_strong || at == network + 1);
                continue;
            }
            Shape::Mark if !tokens.is_mark(at, &['_']) => continue,
            _ => {}
        }

        if certainty.is_certain
            && let Some((text, end)) = spelt_name(tokens, at)
            && text.contains(|c: char| c.is_ascii_digit() || c == '_')
        {
            return name(tokens, at).filter(|name| name.end == end);
        }
        if let Some(cue) = cue
            && !tokens.is_in_run(at.checked_sub(1))
            && let Some(name) = name(tokens, at)
            && fits(tokens, &name, cue, certainty)
        {
            return Some(name);
        }
        if certainty.is_possible
            && let Some(name) = looked_for(tokens, at).or_else(|| borne_there(tokens, at))
        {
            return Some(name);
        }
        cue = next_cue(tokens, at, cue);
    }

    None
}

/// `my username is ann_7 on Telegram`, `soy ann_7 en Telegram`.
fn before(tokens: &Tokens, network: usize) -> Option<Name> {
    let preposition = tokens.skip_space_back(network).checked_sub(1)?;
    let end = tokens.skip_space_back(preposition);
    let is_bracketed = tokens.is_mark(preposition, &['(', '[']);
    if !tokens.meaning(preposition).has(Role::Preposition) && !is_bracketed || end == preposition {
        return None;
    }

    let start = (end.saturating_sub(LONGEST)..end)
        .rev()
        .take_while(|&at| tokens.is_in_run(Some(at)) || tokens.is_mark(at, &['_', '.', '-']))
        .last()?;
    if is_bracketed {
        return before_brackets(tokens, network, start).filter(|name| name.end == end);
    }

    let name = name(tokens, start).filter(|name| name.end == end)?;
    let cue = cue_before(tokens, start)?;

    fits(tokens, &name, cue, Certainty::of(tokens, network)).then_some(name)
}

/// `my nick is ann_7, look for me on Telegram`.
fn earlier(tokens: &Tokens, network: usize) -> Option<Name> {
    if !Certainty::of(tokens, network).is_certain {
        return None;
    }

    let mut cue: Option<Cue> = None;
    let mut found = None;
    for at in network.saturating_sub(REACH_EARLIER)..network {
        if tokens.shape(at) == Some(Shape::Line) || ends_sentence(tokens, at) {
            cue = None;
            found = None;
        } else if tokens.is_letters_or_digits(at) {
            let is_announced = cue.is_some_and(|cue| cue.is_strong && cue.words == 0);
            if is_announced && !tokens.is_in_run(at.checked_sub(1)) {
                found = name(tokens, at).filter(is_made_up).or(found);
            }
            cue = next_cue(tokens, at, cue);
        }
    }

    found.filter(|name| name.end <= network)
}

/// The announcement in the words before a position.
fn cue_before(tokens: &Tokens, position: usize) -> Option<Cue> {
    let mut cue = None;
    for at in position.saturating_sub(REACH_BEFORE)..position {
        if tokens.shape(at) == Some(Shape::Line) || ends_sentence(tokens, at) {
            cue = None;
        } else if tokens.is_letters_or_digits(at) {
            cue = next_cue(tokens, at, cue);
        }
    }

    // `my Instagram, ann.draws.birds` announces a name itself.
    let owner = tokens.skip_space_back(position).checked_sub(1);
    let is_own = owner.is_some_and(|owner| tokens.meaning(owner).has(Role::Possessive));
    cue.or(is_own.then_some(Cue {
        is_strong: false,
        is_foreign: false,
        words: 0,
    }))
}

fn next_cue(tokens: &Tokens, at: usize, cue: Option<Cue>) -> Option<Cue> {
    // A part of a longer name announces nothing: `user_id`.
    let is_part = tokens.is_mark(at + 1, &['_']) || tokens.mark_before(at) == Some('_');
    let roles = if is_part {
        Roles::default()
    } else {
        roles(tokens, at)
    };
    let is_strong = roles.has(Role::Cue);
    if is_strong
        || (roles.has(Role::WeakCue) || roles.has(Role::Search))
            && cue.is_none_or(|cue| !cue.is_strong)
    {
        return Some(Cue {
            is_strong,
            is_foreign: tokens.raw(at).any(|c| c > LAST_LATIN),
            words: 0,
        });
    }

    let is_small = roles.has(Role::Connector)
        || roles.has(Role::Possessive)
        || roles.has(Role::Preposition)
        || roles.has(Role::There)
        || is_messenger(tokens, at);
    let cue = cue?;
    let words = cue.words + usize::from(!is_small);
    (words == 0 || cue.is_strong && words <= MOST_WORDS).then_some(Cue { words, ..cue })
}

fn roles(tokens: &Tokens, at: usize) -> Roles {
    let mut roles = tokens.meaning(at).roles;
    if tokens.shape(at) == Some(Shape::Word) {
        let word: Vec<char> = tokens.folded(at).collect();
        roles.join(Lexicon::get().stem_roles(&word));
    }

    roles
}

fn fits(tokens: &Tokens, name: &Name, cue: Cue, certainty: Certainty) -> bool {
    let letters = name.text.chars().filter(char::is_ascii_alphabetic).count();
    let begins_with_digit = name.text.starts_with(|c: char| c.is_ascii_digit());
    if letters < 2 || begins_with_digit || tokens.is_mark(name.end, &['@', '/', '(']) {
        return false;
    }

    let has_dots = name.text.contains('.');
    let is_divided = name.is_spelt || is_dotted(&name.text) || name.text.contains('_') && !has_dots;
    if !cue.is_strong {
        let next = tokens.meaning(tokens.skip_space(name.end));
        let is_closed = || {
            let is_parted = ends_segment(tokens, name.end) || next.has(Role::Preposition);

            is_made_up(name) && (cue.is_foreign || is_parted)
        };
        return certainty.is_certain
            && (is_divided || name.marks == Marks::Certain || cue.words == 0 && is_closed());
    }

    let has_digit = name.text.contains(|c: char| c.is_ascii_digit());
    let is_plain = cue.is_foreign
        && cue.words == 0
        && letters >= LONG_WORD
        && tokens
            .raw(name.start)
            .all(|letter| letter.is_ascii_lowercase())
        && !Lexicon::get().is_service(&name.text)
        || cue.words == 0 && is_long_word(tokens, name);
    certainty.is_possible
        && (is_divided
            || has_digit && !name.text.contains('.')
            || name.marks != Marks::Plain
            || is_plain)
}

/// Whether a word is the name of a network, although it may have another meaning.
#[derive(Debug, Clone, Copy)]
struct Certainty {
    is_possible: bool,
    is_certain: bool,
}

impl Certainty {
    fn of(tokens: &Tokens, network: usize) -> Self {
        let is_strict =
            tokens.meaning(network).has(Role::Messenger) || tokens.is_disguised(network);
        let is_capital = tokens
            .raw(network)
            .next()
            .is_some_and(|first| first.is_ascii_uppercase() || !first.is_ascii());
        let is_foreign = tokens.raw(network).any(|c| c > LAST_LATIN);
        let before = tokens.skip_space_back(network).checked_sub(1);
        let is_placed = before.is_some_and(|before| {
            tokens.meaning(before).has(Role::Preposition)
                || tokens.meaning(before).has(Role::Possessive)
        });

        Self {
            is_possible: is_strict || is_capital,
            is_certain: is_strict || is_foreign || is_capital && is_placed,
        }
    }
}

fn ends_sentence(tokens: &Tokens, at: usize) -> bool {
    const ENDS: &[char] = &['.', '!', '?', '؟', '。', '！', '？', '।'];

    tokens.is_mark(at, ENDS) && !tokens.is_in_run(Some(at + 1))
}
