//! Which letters does a text say, one after another, and where do its sentences and quotations lie?

use std::ops::Range;

use super::folded::{Class, Folded};
use super::{characters, lookalikes};

/// Stands for a number: other people's copies have other telephone numbers and amounts.
const NUMBER: char = '#';

/// From so many words on whose digits surely stand for letters, those of all other words do, too.
const DISGUISED_WORDS: usize = 3;

/// A text as it is compared for nearness.
#[derive(Debug, Clone, Default)]
pub(super) struct Stream {
    /// Without spaces and signs; each letter once where it is doubled; `i` as `l`, the two that a
    /// capital hides; each run of numbers one `#`.
    pub letters: Vec<char>,
    /// The digits of the numbers, in order.
    pub digits: Vec<char>,
    /// Where in `letters` the sentences stand. Two share a letter where one ends as the next
    /// begins.
    pub sentences: Vec<Range<usize>>,
    /// What stands between quotation marks, in `letters`.
    pub quotations: Vec<Range<usize>>,
}

impl Stream {
    pub fn of(folded: &[Folded]) -> Self {
        let reader = Reader::default().read(folded);
        if reader.disguised < DISGUISED_WORDS {
            return reader.stream;
        }
        Reader {
            is_disguised: true,
            ..Reader::default()
        }
        .read(folded)
        .stream
    }

    /// How much is said, in letters of an alphabet: see [`weight_of`]. Numbers say nothing.
    pub fn weight(&self) -> u32 {
        weight_of(self.letters.iter().filter(|&&letter| letter != NUMBER))
    }
}

/// Letters, where a character of Han or kana counts as two and a half and a syllable of Hangul as
/// one and a half: about what a translation has for it.
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

/// Reads folded characters one by one.
#[derive(Default)]
struct Reader {
    stream: Stream,
    word: Word,
    /// Words whose digits stand for letters.
    disguised: usize,
    /// Whether the whole text is known to be written so.
    is_disguised: bool,
    sentence_start: usize,
    /// A full stop ends a sentence when a space follows: "e.g. so", not "3.5".
    stopped: bool,
    /// Line feeds since the last letter; two part paragraphs.
    line_feeds: u32,
    /// The mark that would end the open quotation, and where that began.
    open: Option<(char, usize)>,
}

/// The word being read. Where it has digits and the like, what they stand for is settled at its
/// end.
#[derive(Default)]
struct Word {
    start: usize,
    latin: usize,
    /// Digits, `@` and `$`.
    symbols: usize,
}

impl Reader {
    fn read(mut self, folded: &[Folded]) -> Self {
        folded.iter().for_each(|&folded| self.take(folded));
        self.end_word();
        self.end_sentence();
        self
    }

    fn take(&mut self, folded: Folded) {
        match (folded.class, folded.character) {
            (Class::Nothing, _) => {}
            (Class::Latin, 'i') => self.letter('l', 1),
            (Class::Latin, letter) => self.letter(letter, 1),
            (Class::Letter | Class::Mark | Class::Dense, letter) => {
                self.letter(lookalikes::loose_model_of(letter), 0)
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
        self.stopped = false;
        self.line_feeds = 0;
    }

    /// A letter once more is a slip or a drawl: "comming", "soooo good". Digits may yet be a
    /// number.
    fn push(&mut self, letter: char) {
        let here = self.stream.letters.len();
        if letter.is_ascii_digit() || self.stream.letters.last() != Some(&letter) {
            self.stream.letters.push(letter);
        } else if here == self.sentence_start {
            self.sentence_start = here - 1;
        }
    }

    fn gap(&mut self, sign: char) {
        self.end_word();
        match sign {
            '\n' => {
                self.line_feeds += 1;
                if self.stopped || self.line_feeds == 2 {
                    self.end_sentence();
                }
                if self.line_feeds == 2 {
                    self.open = None;
                }
            }
            '.' => self.stopped = true,
            '!' | '?' | '。' | '।' | '॥' | '؟' | '۔' | '։' | '።' => self.end_sentence(),
            _ if sign.is_whitespace() && self.stopped => self.end_sentence(),
            _ => self.quotation_mark(sign),
        }
    }

    fn quotation_mark(&mut self, sign: char) {
        let here = self.stream.letters.len();
        match (self.open, closing_of(sign)) {
            (Some((closing, start)), _) if closes(closing, sign) => {
                self.open = None;
                self.stream.quotations.push(start..here);
            }
            (None, Some(closing)) => self.open = Some((closing, here)),
            _ => {}
        }
    }

    fn end_sentence(&mut self) {
        self.stopped = false;
        let end = self.stream.letters.len();
        if self.sentence_start < end {
            self.stream.sentences.push(self.sentence_start..end);
            self.sentence_start = end;
        }
    }

    fn end_word(&mut self) {
        if self.word.symbols > 0 {
            let word = self.stream.letters.split_off(self.word.start);
            if self.word.is_disguised(&word)
                || self.is_disguised && self.word.may_be_disguised(&word)
            {
                self.disguised += 1;
                undisguised(&word).for_each(|letter| self.push(letter));
            } else {
                numbered(&word).for_each(|letter| self.push(letter));
                self.stream
                    .digits
                    .extend(word.iter().filter(|c| c.is_ascii_digit()));
            }
        }
        self.word = Word {
            start: self.stream.letters.len(),
            latin: 0,
            symbols: 0,
        };
    }
}

impl Word {
    /// Whether the digits of a word stand for letters ("v1agra", "fr33", "pa55word") and are no
    /// number with its unit or name ("5kg", "10am", "2nd", "B12"): there are more letters than
    /// digits, and one of these stands between letters or beside two.
    fn is_disguised(&self, word: &[char]) -> bool {
        let is_number = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        let led_by_number = is_number(word.first()) && (is_number(word.get(1)) || self.latin <= 2);
        let inner = word
            .iter()
            .position(|&c| is_letter(c))
            .zip(word.iter().rposition(|&c| is_letter(c)));
        let flanked = inner.is_some_and(|(first, last)| {
            word.iter()
                .take(last)
                .skip(first)
                .any(|&c| letter_like(c).is_some())
        });
        self.may_be_disguised(word)
            && !led_by_number
            && self.symbols <= self.latin
            && (flanked || self.latin >= 2)
    }

    /// Whether the digits of a word could stand for letters: there is a letter, and each digit is
    /// drawn like one.
    fn may_be_disguised(&self, word: &[char]) -> bool {
        self.latin > 0
            && word
                .iter()
                .all(|&c| !c.is_ascii_digit() || letter_like(c).is_some())
    }
}

/// What a symbol in a word is drawn like.
const fn letter_like(symbol: char) -> Option<char> {
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
    !c.is_ascii_digit() && letter_like(c).is_none()
}

/// `$` and `@` end no disguised word: "50 euro@home", "cash$".
fn undisguised(word: &[char]) -> impl Iterator<Item = char> {
    let end = word
        .iter()
        .rposition(|&c| !matches!(c, '@' | '$'))
        .map_or(0, |last| last + 1);
    word.iter().take(end).map(|&c| letter_like(c).unwrap_or(c))
}

fn numbered(word: &[char]) -> impl Iterator<Item = char> {
    let runs = word.chunk_by(|left, right| left.is_ascii_digit() == right.is_ascii_digit());
    runs.flat_map(|run| {
        let is_number = run.first().is_some_and(char::is_ascii_digit);
        let letters = run
            .iter()
            .copied()
            .filter(move |&c| !is_number && !matches!(c, '@' | '$'));
        letters.chain(is_number.then_some(NUMBER))
    })
}

/// What would end a quotation that this mark begins.
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

/// German quotations („so“) end with the mark that begins English ones.
const fn closes(closing: char, mark: char) -> bool {
    matches!(
        (closing, mark),
        ('"', '"') | ('”', '”' | '“') | ('»', '»') | ('«', '«') | ('」', '」') | ('』', '』')
    )
}
