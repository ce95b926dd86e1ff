//! Marks what belongs to a URL, and words whose letters stand alone.

use super::{Shape, Tokens};
use crate::text::contacts::lexicon::{HEARTS, LETTER_MARKS, Lexicon, Meaning};
use crate::text::contacts::role::Role;

/// The fewest letters of a word whose letters stand alone, and of one in a script without spaces.
const FEWEST_SPELT: usize = 4;
const FEWEST_SPELT_DENSE: usize = 2;

/// The longest such word, and the most letters before it that belong to others.
const LONGEST_SPELT: usize = 24;
const MOST_LETTERS_BEFORE: usize = 2;

/// The fewest letters of a name that a space parts, and of one that only has other letters.
const FEWEST_PARTED: usize = 7;
const FEWEST_SWAPPED: usize = 3;

/// The most tokens of a name that is broken up, and the most readings of it that are kept.
const MOST_PIECES: usize = 24;
const MOST_READINGS: usize = 6;

impl Tokens {
    /// Gives a word whose letters stand alone (`T e l e g r a m`, `T.e.l.e.g.r.a.m`) its meaning, at its
    /// last letter.
    pub(super) fn find_spelt_words(&mut self) {
        let mut letters: Vec<usize> = Vec::new();

        for at in 0..=self.len() {
            let is_alone = !self.is_dense(at) || !self.touches_dense(at);
            let is_letter = matches!(self.shape(at), Some(Shape::Word | Shape::Dense))
                && self.glyphs_of(at).len() == 1
                && is_alone;
            let is_parted = self.is_space(at) || self.is_mark(at, &['.', '-', '_', '*']);
            if is_letter {
                letters.push(at);
            } else if !is_parted {
                self.find_short_name(&letters, at);
                self.find_spelt_word(&letters);
                letters.clear();
            }
        }
    }

    /// The word that these letters spell. A word of one letter may stand before it (`в т е л е г е`),
    /// and a handle behind the name of a messenger.
    fn find_spelt_word(&mut self, letters: &[usize]) {
        let is_dense = letters.first().is_some_and(|&first| self.is_dense(first));
        let fewest = if is_dense {
            FEWEST_SPELT_DENSE
        } else {
            FEWEST_SPELT
        };
        if letters.len() < fewest {
            return;
        }

        let lexicon = Lexicon::get();
        for start in 0..=MOST_LETTERS_BEFORE {
            let rest = letters.get(start..).unwrap_or_default();
            let word: Vec<char> = rest
                .iter()
                .take(LONGEST_SPELT)
                .flat_map(|&at| self.folded(at))
                .collect();

            let known = (fewest..=word.len()).rev().find(|&length| {
                word.get(..length).is_some_and(|word| {
                    lexicon.messenger(word).is_some()
                        || length == rest.len() && lexicon.meaning(word) != Meaning::default()
                })
            });
            if let Some(length) = known
                && let (Some(word), Some(&last)) = (word.get(..length), rest.get(length - 1))
            {
                self.give_meaning(last, word);
                return;
            }
        }
    }

    /// Gives a name of two letters (`т г : …`) its meaning where a mark announces a handle.
    fn find_short_name(&mut self, letters: &[usize], end: usize) {
        let is_announced = self.is_mark(end, &[':', '@', '→', '👉', '➡']);
        let [.., first, last] = *letters else { return };
        if !is_announced || letters.len() >= FEWEST_SPELT || self.is_dense(last) {
            return;
        }

        let word: Vec<char> = self.folded(first).chain(self.folded(last)).collect();
        if Lexicon::get().meaning(&word).has(Role::Messenger) {
            self.give_meaning(last, &word);
        }
    }

    /// Whether a script without spaces goes on beside this character.
    fn touches_dense(&self, at: usize) -> bool {
        at.checked_sub(1)
            .is_some_and(|before| self.is_dense(before))
            || self.is_dense(at + 1)
    }

    /// Gives the name of a messenger that marks or digits break up (`insta-gram`, `Te1egr@m`,
    /// `微❤信`), or that has a mark in place of a letter (`telegr*m`, `ラ○ン`), its meaning, at its
    /// last piece.
    pub(super) fn find_broken_names(&mut self) {
        for at in 0..self.len() {
            let is_begin = matches!(
                self.shape(at),
                Some(Shape::Word | Shape::Dense | Shape::Number)
            ) && (self.is_dense(at) || !self.is_in_run(at.checked_sub(1)));
            if is_begin && self.raw(at).eq(['l', 'G']) {
                self.give_meaning(at, &['i', 'g']);
            } else if is_begin && let Some((last, name)) = self.broken_name(at) {
                // The first piece may be the short name of the same messenger.
                for piece in self.tokens.get_mut(at..last).unwrap_or_default() {
                    piece.meaning = Meaning::default();
                }
                self.give_meaning(last, &name);
            }
        }
    }

    /// The longest such name that begins at a position, with its last piece.
    fn broken_name(&self, start: usize) -> Option<(usize, Vec<char>)> {
        let lexicon = Lexicon::get();
        let mut readings: Vec<Vec<char>> = vec![Vec::new()];
        let mut literal: Vec<char> = Vec::new();
        let mut is_broken = false;
        let mut has_space = false;
        let mut found = None;

        for at in start..start + MOST_PIECES {
            let shape = self.shape(at)?;
            if shape == Shape::Space && at > start && !has_space && !self.is_dense(at - 1) {
                has_space = true;
                is_broken = true;
                continue;
            }
            literal.extend(self.folded(at));
            readings = match shape {
                Shape::Word | Shape::Dense | Shape::Number => self
                    .folded(at)
                    .fold(readings, |readings, c| lexicon.go_on(readings, c)),
                Shape::Mark if at > start => self
                    .mark(at)
                    .map(|mark| lexicon.go_on_over(readings, mark))
                    .unwrap_or_default(),
                _ => break,
            };
            readings.truncate(MOST_READINGS);
            if readings.is_empty() {
                break;
            }

            // `V信`: the Latin letter and the Chinese one are two tokens.
            is_broken |= matches!(shape, Shape::Mark | Shape::Number)
                || self.is_dense(at) != self.is_dense(start);
            let is_heart = self.is_mark(at, &HEARTS);
            let is_letter = at > start && self.is_mark(at, &LETTER_MARKS);
            let is_piece = matches!(shape, Shape::Word | Shape::Dense) || is_heart || is_letter;
            let ends = is_heart || self.is_dense(at) || !self.is_in_run(Some(at + 1));
            let has_other_letters =
                || literal.len() >= FEWEST_SWAPPED && lexicon.messenger(&literal).is_none();
            if is_piece && ends && (is_broken || has_other_letters()) {
                let fewest = if has_space { FEWEST_PARTED } else { 0 };
                let name = readings
                    .iter()
                    .filter(|reading| reading.len() >= fewest)
                    .find_map(|reading| lexicon.messenger(reading));
                found = name.map(|name| (at, name)).or(found);
            }
        }

        found
    }

    fn give_meaning(&mut self, position: usize, word: &[char]) {
        let meaning = Lexicon::get().meaning(word);
        if meaning == Meaning::default() {
            return;
        }

        self.signs.add(Shape::Word, word.len(), meaning);

        if let Some(token) = self.tokens.get_mut(position) {
            token.meaning = meaning;
            token.is_disguised = true;
        }
    }

    /// Marks what belongs to a URL, whose numbers are no telephones: from `//`, `www.` or a domain
    /// with a slash to the next space, bracket or quotation mark.
    pub(super) fn find_urls(&mut self) {
        let mut at = 0;
        while at < self.len() {
            if !self.begins_url(at) {
                at += 1;
                continue;
            }

            let end = (at..self.len())
                .find(|&position| {
                    matches!(self.shape(position), Some(Shape::Space | Shape::Line))
                        || self.is_mark(position, &[')', '>', ']', '"', '<'])
                })
                .unwrap_or(self.len());
            for token in self.tokens.get_mut(at..end).unwrap_or_default() {
                token.is_in_url = true;
            }
            at = end.max(at + 1);
        }
    }

    fn begins_url(&self, at: usize) -> bool {
        let is_scheme = self.is_mark(at, &['/']) && self.is_mark(at + 1, &['/']);
        if is_scheme {
            return at > 0 && self.mark_before(at) == Some(':');
        }
        if self.shape(at) != Some(Shape::Word) || !self.is_mark(at + 1, &['.']) {
            return false;
        }

        let is_path = self.shape(at + 2) == Some(Shape::Word) && self.is_mark(at + 3, &['/']);
        is_path || self.is_word(at, "www")
    }
}
