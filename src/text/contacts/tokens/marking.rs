//! Marks what belongs to a URL, and words whose letters stand alone.

use super::{Shape, Tokens};
use crate::text::contacts::lexicon::{Lexicon, Meaning};

/// The fewest letters of a word whose letters stand alone.
const FEWEST_SPELT: usize = 5;

impl Tokens {
    /// Gives a word whose letters stand alone (`T e l e g r a m`, `T.e.l.e.g.r.a.m`) its meaning, at its
    /// last letter.
    pub(super) fn find_spelt_words(&mut self) {
        let mut word: Vec<char> = Vec::new();
        let mut last = 0;

        for at in 0..=self.len() {
            let is_letter = self.shape(at) == Some(Shape::Word) && self.glyphs_of(at).len() == 1;
            let is_parted = self.is_space(at) || self.is_mark(at, &['.', '-', '_', '*']);
            if is_letter {
                word.extend(self.folded(at));
                last = at;
            } else if !is_parted {
                if word.len() >= FEWEST_SPELT {
                    self.give_meaning(last, &word);
                }
                word.clear();
            }
        }
    }

    fn give_meaning(&mut self, position: usize, word: &[char]) {
        let meaning = Lexicon::get().meaning(word);
        if meaning == Meaning::default() {
            return;
        }

        self.signs.add(Shape::Word, word.len(), meaning);

        if let Some(token) = self.tokens.get_mut(position) {
            token.meaning = meaning;
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
