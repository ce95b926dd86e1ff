//! The letters of a text in reading order, with its sentences and quotations.

use std::ops::Range;

use super::folding::{Class, Folded};
use super::numbers::{NUMBER, Numbers};
use super::offer::OfferReader;
use super::{characters, confusables};

/// With so many words whose digits certainly disguise letters, the digits of all other words count
/// as disguises too.
const DISGUISED_WORDS: usize = 3;

/// A text as it is compared for nearness.
#[derive(Debug, Clone, Default)]
pub(super) struct LetterStream {
    /// Without spaces and signs. Doubled letters occur once, `i` is written as `l` (a capital `I`
    /// and a small `l` look alike), and each run of numbers is one `#`.
    pub letters: Vec<char>,
    /// The numbers, in order.
    pub numbers: Numbers,
    /// The ranges of the sentences in `letters`. Two share a letter if one ends with the letter
    /// with which the next begins.
    pub sentences: Vec<Range<usize>>,
    /// The ranges between quotation marks in `letters`.
    pub quotations: Vec<Range<usize>>,
    /// The lines that have letters or numbers. Two share a letter as sentences do.
    pub lines: Vec<Line>,
    /// Whether a domain or an amount of money is named.
    pub names_offer: bool,
}

/// A line of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// In `letters`.
    pub range: Range<usize>,
    /// Whether an empty line, a ruler or the beginning of the text is before it.
    pub begins_paragraph: bool,
}

impl LetterStream {
    pub(crate) fn of(folded: &[Folded]) -> Self {
        let reader = Reader::default().read(folded);
        if reader.disguised < DISGUISED_WORDS {
            return reader.stream;
        }

        let reader = Reader {
            is_disguised: true,
            ..Reader::default()
        };

        reader.read(folded).stream
    }

    /// The amount of text, in letters of an alphabet: see [`weight_of`]. Numbers have no weight.
    pub(crate) fn weight(&self) -> u32 {
        weight_of_words(self.letters.iter())
    }

    /// The weight of the lines that have a number.
    pub(crate) fn weight_of_numbered_lines(&self) -> u32 {
        let lines = self
            .lines
            .iter()
            .filter_map(|line| self.letters.get(line.range.clone()));

        lines
            .filter(|line| line.contains(&NUMBER))
            .map(|line| weight_of_words(line.iter()))
            .sum()
    }
}

/// The amount of text, in letters of an alphabet, without numbers.
pub(super) fn weight_of_words<'a>(letters: impl Iterator<Item = &'a char>) -> u32 {
    weight_of(letters.filter(|&&letter| letter != NUMBER))
}

/// The amount of text, in letters of an alphabet. A character of Han or kana counts as two and a
/// half letters and a syllable of Hangul as one and a half, which is about the length of its
/// translation.
pub(super) fn weight_of<'a>(letters: impl Iterator<Item = &'a char>) -> u32 {
    letters.map(|&letter| half_letters(letter)).sum::<u32>() / 2
}

const fn half_letters(letter: char) -> u32 {
    match letter {
        '\u{AC00}'..='\u{D7A3}' => 3,
        _ if letter.is_ascii() || !characters::is_dense(letter) => 2,
        _ => 5,
    }
}

/// Builds a stream from folded characters, one by one.
#[derive(Default)]
struct Reader {
    stream: LetterStream,
    word: Word,
    /// How many words have digits that disguise letters.
    disguised: usize,
    /// Whether the digits of every word may disguise letters.
    is_disguised: bool,
    offer: OfferReader,
    sentence_start: usize,
    line_start: usize,
    /// Whether the line continues the paragraph of the line before it.
    continues_paragraph: bool,
    /// After a full stop. It ends a sentence if a space follows: "e.g. so", not "3.5".
    is_after_stop: bool,
    /// The line feeds since the last letter. Two separate paragraphs.
    line_feeds: u32,
    /// The open quotation, if any.
    open: Option<OpenQuotation>,
}

/// The word that is being read. If it contains digits, their meaning is decided at its end.
#[derive(Default)]
struct Word {
    start: usize,
    latin: usize,
    /// The number of digits, `@` and `$`.
    symbols: usize,
}

#[derive(Clone, Copy)]
struct OpenQuotation {
    /// The mark that closes it.
    closing: char,
    start: usize,
}

impl Reader {
    fn read(mut self, folded: &[Folded]) -> Self {
        folded.iter().for_each(|&folded| self.take(folded));
        self.end_word();
        self.end_sentence();
        self.end_line();
        self.stream.names_offer = self.offer.is_named();

        self
    }

    fn take(&mut self, folded: Folded) {
        match (folded.class, folded.character) {
            (Class::Nothing, _) => {}
            (Class::Latin, 'i') => self.letter('l', 1),
            (Class::Latin, letter) => self.letter(letter, 1),
            (Class::Letter | Class::Mark | Class::Dense, letter) => {
                self.letter(confusables::loose_prototype_of(letter), 0)
            }
            (Class::Digit, symbol) | (_, symbol @ ('@' | '$')) => {
                self.word.symbols += 1;
                self.letter(symbol, 0);
            }
            (Class::Sign | Class::Gap, sign) => self.gap(sign),
        }
    }

    fn letter(&mut self, letter: char, latin: usize) {
        self.word.latin += latin;
        self.push(letter);
        self.is_after_stop = false;
        self.line_feeds = 0;
    }

    /// Adds a letter unless it doubles the last one: "comming", "soooo good". Digits are kept,
    /// because they may be a number.
    fn push(&mut self, letter: char) {
        let here = self.stream.letters.len();

        if letter.is_ascii_digit() || self.stream.letters.last() != Some(&letter) {
            self.stream.letters.push(letter);
            return;
        }

        // The sentence and the line begin with the letter that the one before ends with.
        if here == self.sentence_start {
            self.sentence_start = here - 1;
        }
        if here == self.line_start {
            self.line_start = here - 1;
        }
    }

    fn gap(&mut self, sign: char) {
        let length = self.stream.letters.len() - self.word.start;
        self.offer.take_gap(sign, self.word.latin.min(length));
        self.stream.numbers.take_gap(sign);
        self.end_word();

        match sign {
            '\n' => {
                self.end_line();
                self.line_feeds += 1;
                if self.is_after_stop || self.line_feeds == 2 {
                    self.end_sentence();
                }
                if self.line_feeds == 2 {
                    self.open = None;
                    self.continues_paragraph = false;
                }
            }
            '.' => self.is_after_stop = true,
            '!' | '?' | '。' | '।' | '॥' | '؟' | '۔' | '։' | '።' => self.end_sentence(),
            _ if sign.is_whitespace() && self.is_after_stop => self.end_sentence(),
            _ => self.quotation_mark(sign),
        }
    }

    fn quotation_mark(&mut self, sign: char) {
        let here = self.stream.letters.len();

        match (self.open, closing_of(sign)) {
            (Some(OpenQuotation { closing, start }), _) if closes(closing, sign) => {
                self.open = None;
                self.stream.quotations.push(start..here);
            }
            (None, Some(closing)) => {
                self.open = Some(OpenQuotation {
                    closing,
                    start: here,
                });
            }
            _ => {}
        }
    }

    fn end_sentence(&mut self) {
        self.is_after_stop = false;

        let end = self.stream.letters.len();
        if self.sentence_start < end {
            self.stream.sentences.push(self.sentence_start..end);
            self.sentence_start = end;
        }
    }

    fn end_line(&mut self) {
        let end = self.stream.letters.len();

        if self.line_start < end {
            self.stream.lines.push(Line {
                range: self.line_start..end,
                begins_paragraph: !self.continues_paragraph,
            });
            self.line_start = end;
            self.continues_paragraph = true;
        }
    }

    fn end_word(&mut self) {
        if self.word.symbols > 0 {
            let word = self.stream.letters.split_off(self.word.start);
            let is_disguised = self.word.is_disguised(&word)
                || self.is_disguised && self.word.may_be_disguised(&word);

            if is_disguised {
                self.disguised += 1;
                undisguised(&word).for_each(|letter| self.push(letter));
            } else {
                self.numbered(&word);
            }
        }

        self.word = Word {
            start: self.stream.letters.len(),
            latin: 0,
            symbols: 0,
        };
    }

    /// Adds the letters of a word, with each run of digits as one number.
    fn numbered(&mut self, word: &[char]) {
        self.offer.take_symbols(word);

        for run in word.chunk_by(|left, right| left.is_ascii_digit() == right.is_ascii_digit()) {
            if run.first().is_some_and(char::is_ascii_digit) {
                let before = self.stream.letters.len();
                self.push(NUMBER);
                if self.stream.letters.len() == before {
                    self.stream.numbers.go_on(run);
                } else {
                    self.stream.numbers.begin(run);
                }
            } else {
                run.iter()
                    .filter(|c| !matches!(c, '@' | '$'))
                    .for_each(|&letter| self.push(letter));
            }
        }
    }
}

impl Word {
    /// Whether the digits of a word disguise letters ("v1agra", "fr33", "pa55word") and are no
    /// number with its unit or name ("5kg", "10am", "2nd", "B12"): there are at least as many
    /// letters as digits, and a digit is between letters or beside two.
    fn is_disguised(&self, word: &[char]) -> bool {
        let is_digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        let begins_with_number =
            is_digit(word.first()) && (is_digit(word.get(1)) || self.latin <= 2);

        let first_and_last_letter = word
            .iter()
            .position(|&c| is_letter(c))
            .zip(word.iter().rposition(|&c| is_letter(c)));
        let is_between_letters = first_and_last_letter.is_some_and(|(first, last)| {
            word.iter()
                .take(last)
                .skip(first)
                .any(|&c| disguised_letter(c).is_some())
        });

        self.may_be_disguised(word)
            && !begins_with_number
            && self.symbols <= self.latin
            && (is_between_letters || self.latin >= 2)
    }

    /// Whether the digits of a word could disguise letters: it contains a letter, and each digit
    /// looks like one.
    fn may_be_disguised(&self, word: &[char]) -> bool {
        self.latin > 0
            && word
                .iter()
                .all(|&c| !c.is_ascii_digit() || disguised_letter(c).is_some())
    }
}

/// The letter that a symbol looks like.
const fn disguised_letter(symbol: char) -> Option<char> {
    Some(match symbol {
        '0' => 'o',
        '1' => 'l',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '8' => 'b',
        _ => return None,
    })
}

fn is_letter(c: char) -> bool {
    !c.is_ascii_digit() && disguised_letter(c).is_none()
}

/// The letters of a disguised word, which does not end with `$` or `@`: "50 euro@home", "cash$".
fn undisguised(word: &[char]) -> impl Iterator<Item = char> {
    let end = word
        .iter()
        .rposition(|&c| !matches!(c, '@' | '$'))
        .map_or(0, |last| last + 1);

    word.iter()
        .take(end)
        .map(|&c| disguised_letter(c).unwrap_or(c))
}

/// The mark that closes a quotation which this mark opens.
const fn closing_of(mark: char) -> Option<char> {
    Some(match mark {
        '"' => '"',
        '“' | '„' => '”',
        '«' => '»',
        '»' => '«',
        '「' => '」',
        '『' => '』',
        _ => return None,
    })
}

/// German quotations („so“) close with the mark that opens English ones.
const fn closes(closing: char, mark: char) -> bool {
    matches!(
        (closing, mark),
        ('"', '"') | ('”', '”' | '“') | ('»', '»') | ('«', '«') | ('」', '」') | ('』', '』')
    )
}
