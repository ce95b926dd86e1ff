//! Tokens: the words, numbers and marks of a text, in which the rules look for contacts.

use std::ops::Range;

use super::jamo::join_letters;
use super::lexicon::{Lexicon, Meaning};
use super::reading::{Glyph, read};
use super::role::Role;
use crate::text::folding::{Class, fold};

mod marking;

/// The most tokens of one name or code. The longest wallet has fewer.
const LONGEST_RUN: usize = 128;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A run of digits.
    Number,
    /// A run of letters.
    Word,
    /// A known word or a single character of a script without spaces.
    Dense,
    Space,
    /// One or more line feeds.
    Line,
    /// A single mark or sign.
    Mark,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub shape: Shape,
    pub glyphs: Range<usize>,
    pub meaning: Meaning,
    /// Part of a contact that was found already.
    is_taken: bool,
    /// Part of a URL.
    is_in_url: bool,
    /// The last one of a word that is broken up or has wrong letters.
    is_disguised: bool,
}

/// What a text has that each rule needs at least. Most texts have none of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Signs {
    /// Digits, also as words.
    pub digits: usize,
    /// An `@`, or a word for it.
    pub has_at: bool,
    /// The name of a messenger.
    pub has_messenger: bool,
    /// The first part of the address of a messenger.
    pub has_host: bool,
    /// A slash, or a word for it.
    pub has_slash: bool,
}

/// The fewest digits of a telephone number, of a wallet and of an account.
pub(super) const FEWEST_DIGITS: usize = 4;

/// The fewest digits of a number from ten on.
const DIGITS_OF_NUMBER: usize = 2;

impl Signs {
    const fn may_have_contact(self) -> bool {
        self.digits >= FEWEST_DIGITS || self.has_at || self.has_messenger || self.has_host
    }

    fn add(&mut self, shape: Shape, length: usize, meaning: Meaning) {
        match shape {
            Shape::Number => self.digits += length,
            Shape::Word | Shape::Dense => {
                self.digits += usize::from(meaning.digit.is_some()) + meaning.repeats.unwrap_or(0);
                self.digits += meaning.number.map_or(0, |_| DIGITS_OF_NUMBER);
                self.has_at |= meaning.has(Role::At);
                self.has_messenger |=
                    meaning.has(Role::Messenger) || meaning.has(Role::LooseMessenger);
                self.has_messenger |= meaning.has(Role::Network);
                self.has_slash |= meaning.has(Role::Slash);
                self.has_host |= meaning.has(Role::Host);
            }
            _ => {}
        }
    }
}

pub(super) struct Tokens {
    pub signs: Signs,
    glyphs: Vec<Glyph>,
    tokens: Vec<Token>,
}

impl Tokens {
    pub(super) fn of(text: &str) -> Self {
        let mut glyphs = read(text);
        join_letters(&mut glyphs);
        let folded: Vec<char> = glyphs.iter().map(|glyph| glyph.folded).collect();
        let lexicon = Lexicon::get();

        let mut tokens = Vec::with_capacity(glyphs.len() / 2);
        let mut signs = Signs::default();
        let mut at = 0;
        while let Some(glyph) = glyphs.get(at) {
            let shape = shape_of(glyph);
            let end = match shape {
                Shape::Dense => at + lexicon.dense_length(folded.get(at..).unwrap_or_default()),
                Shape::Mark => at + 1,
                _ => end_of_run(&glyphs, at, shape),
            };

            let meaning = match shape {
                Shape::Word | Shape::Dense => {
                    lexicon.meaning(folded.get(at..end).unwrap_or_default())
                }
                _ => Meaning::default(),
            };
            signs.add(shape, end - at, meaning);
            signs.has_at |= shape == Shape::Mark && glyph.raw == '@';
            signs.has_slash |= shape == Shape::Mark && matches!(glyph.raw, '/' | '⁄' | '∕');
            tokens.push(Token {
                shape,
                glyphs: at..end,
                meaning,
                is_taken: false,
                is_in_url: false,
                is_disguised: false,
            });
            at = end;
        }

        let mut tokens = Self {
            signs,
            glyphs,
            tokens,
        };
        if signs.may_have_contact() {
            tokens.find_urls();
        }
        tokens.find_spelt_words();
        tokens.find_broken_names();

        tokens
    }

    pub(super) const fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token at this position, unless a contact has it already.
    pub(super) fn at(&self, position: usize) -> Option<&Token> {
        self.tokens.get(position).filter(|token| !token.is_taken)
    }

    pub(super) fn shape(&self, position: usize) -> Option<Shape> {
        self.at(position).map(|token| token.shape)
    }

    pub(super) fn meaning(&self, position: usize) -> Meaning {
        self.at(position)
            .map(|token| token.meaning)
            .unwrap_or_default()
    }

    pub(super) fn is_in_url(&self, position: usize) -> bool {
        self.at(position).is_some_and(|token| token.is_in_url)
    }

    /// Whether a word ends here that is broken up or has wrong letters: `T e l e g r a m`, `Te1egram`.
    pub(super) fn is_disguised(&self, position: usize) -> bool {
        self.at(position).is_some_and(|token| token.is_disguised)
    }

    /// The mark at this position as it is shown.
    pub(super) fn mark(&self, position: usize) -> Option<char> {
        let token = self.at(position)?;
        let glyph = self.glyphs.get(token.glyphs.start)?;

        (token.shape == Shape::Mark).then_some(glyph.raw)
    }

    /// The mark before this position.
    pub(super) fn mark_before(&self, position: usize) -> Option<char> {
        self.mark(position.checked_sub(1)?)
    }

    /// Whether the mark at this position is one of these.
    pub(super) fn is_mark(&self, position: usize, marks: &[char]) -> bool {
        self.mark(position)
            .is_some_and(|mark| marks.contains(&mark))
    }

    pub(super) fn is_space(&self, position: usize) -> bool {
        self.shape(position) == Some(Shape::Space)
    }

    pub(super) fn is_dense(&self, position: usize) -> bool {
        self.shape(position) == Some(Shape::Dense)
    }

    pub(super) fn is_letters_or_digits(&self, position: usize) -> bool {
        matches!(
            self.shape(position),
            Some(Shape::Word | Shape::Number | Shape::Dense)
        )
    }

    /// The number of characters of several tokens.
    pub(super) fn glyph_count(&self, range: Range<usize>) -> usize {
        let tokens = self.tokens.get(range).unwrap_or_default();

        tokens.iter().map(|token| token.glyphs.len()).sum()
    }

    /// Whether `://` is here.
    pub(super) fn is_scheme_end(&self, position: usize) -> bool {
        self.is_mark(position, &[':'])
            && self.is_mark(position + 1, &['/'])
            && self.is_mark(position + 2, &['/'])
    }

    /// Whether the token is of letters or digits, not of a script without spaces.
    pub(super) fn is_in_run(&self, position: Option<usize>) -> bool {
        position.is_some_and(|position| {
            matches!(self.shape(position), Some(Shape::Word | Shape::Number))
        })
    }

    /// The position after the spaces here.
    pub(super) fn skip_space(&self, position: usize) -> usize {
        position + usize::from(self.is_space(position))
    }

    /// The position of the first space before here, if any.
    pub(super) fn skip_space_back(&self, position: usize) -> usize {
        match position.checked_sub(1) {
            Some(before) if self.is_space(before) => before,
            _ => position,
        }
    }

    /// The folded characters of a token.
    pub(super) fn folded(&self, position: usize) -> impl Iterator<Item = char> {
        self.glyphs_of(position).iter().map(|glyph| glyph.folded)
    }

    /// The folded characters of several tokens.
    pub(super) fn folded_text(&self, range: Range<usize>) -> String {
        range.flat_map(|position| self.folded(position)).collect()
    }

    /// The shown characters of a token, in their own case.
    pub(super) fn raw(&self, position: usize) -> impl Iterator<Item = char> {
        self.glyphs_of(position).iter().map(|glyph| glyph.raw)
    }

    /// The shown characters of several tokens.
    pub(super) fn raw_text(&self, range: Range<usize>) -> String {
        range.flat_map(|position| self.raw(position)).collect()
    }

    pub(super) fn is_word(&self, position: usize, word: &str) -> bool {
        self.folded(position).eq(word.chars())
    }

    /// The same for a word in any script, which is folded like the text.
    pub(super) fn is_same_word(&self, position: usize, word: &str) -> bool {
        let folded = fold(word).into_iter().map(|folded| folded.character);

        self.folded(position).eq(folded)
    }

    fn glyphs_of(&self, position: usize) -> &[Glyph] {
        self.at(position)
            .and_then(|token| self.glyphs.get(token.glyphs.clone()))
            .unwrap_or_default()
    }

    /// The end of the tokens from here that one can type as a name or a code: ASCII letters, digits
    /// and these marks, at most [`LONGEST_RUN`] of them.
    pub(super) fn end_of_ascii(&self, position: usize, marks: &[char]) -> usize {
        let belongs = |position: &usize| match self.shape(*position) {
            Some(Shape::Number) => true,
            Some(Shape::Word) => self.folded(*position).all(|c| c.is_ascii_alphabetic()),
            Some(Shape::Mark) => self.is_mark(*position, marks),
            _ => false,
        };

        (position..self.len())
            .take(LONGEST_RUN)
            .take_while(belongs)
            .last()
            .map_or(position, |last| last + 1)
    }

    /// Hides tokens from further rules.
    pub(super) fn take(&mut self, range: Range<usize>) {
        for token in self.tokens.get_mut(range).unwrap_or_default() {
            token.is_taken = true;
        }
    }

    /// The bytes of the text that tokens are written with.
    pub(super) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let tokens = self.tokens.get(range).unwrap_or_default();
        let first = tokens
            .first()
            .and_then(|it| self.glyphs.get(it.glyphs.start));
        let last = tokens
            .last()
            .and_then(|it| self.glyphs.get(it.glyphs.end.checked_sub(1)?));

        match (first, last) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }
}

const fn shape_of(glyph: &Glyph) -> Shape {
    match glyph.class {
        Class::Digit => Shape::Number,
        // Letters that are used as dashes.
        _ if matches!(glyph.raw, 'ー' | 'ｰ' | 'ㅡ') => Shape::Mark,
        Class::Latin | Class::Letter | Class::Mark => Shape::Word,
        Class::Dense => Shape::Dense,
        _ if matches!(glyph.raw, '\n' | '\r') => Shape::Line,
        _ if is_space(glyph.raw) => Shape::Space,
        _ => Shape::Mark,
    }
}

/// The white space of Unicode but for line ends, which are the caller's.
const fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{A0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

fn end_of_run(glyphs: &[Glyph], start: usize, shape: Shape) -> usize {
    let rest = glyphs.get(start..).unwrap_or_default();
    let length = rest
        .iter()
        .take_while(|glyph| shape_of(glyph) == shape)
        .count();

    start + length
}
