//! Digits in disguise: as words, or as letters that look like them.

use super::tokens::{Shape, Tokens};

/// Digits that are written without a gap, or one digit as a word.
pub(super) struct Piece {
    pub digits: String,
    pub end: usize,
    pub how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Digits,
    /// As a word: `five`.
    Word,
    /// A number from ten on as words: `forty two`.
    Number,
    /// Only letters that look like digits: `OlO`.
    Letters,
}

impl How {
    pub(super) const fn is_spoken(self) -> bool {
        matches!(self, Self::Word | Self::Number)
    }
}

/// The piece at a position. Letters without a digit beside them are a piece only in the middle of a
/// number, which the caller knows.
pub(super) fn piece(tokens: &Tokens, start: usize) -> Option<Piece> {
    if tokens.is_in_url(start) {
        return None;
    }
    if let Some(spoken) = spoken(tokens, start) {
        return Some(spoken);
    }

    let mut digits = String::new();
    let mut has_digit = false;
    let mut end = start;
    loop {
        match tokens.shape(end) {
            Some(Shape::Number) => {
                has_digit = true;
                digits.extend(tokens.folded(end));
                end = push_dense(tokens, end + 1, &mut digits);
                continue;
            }
            Some(Shape::Word) => match letters_as_digits(tokens, end) {
                Some(letters) => digits.push_str(&letters),
                None => break,
            },
            _ => break,
        }
        end += 1;
    }

    let how = if has_digit { How::Digits } else { How::Letters };
    (!digits.is_empty()).then_some(Piece { digits, end, how })
}

/// A digit as a word, or several in a row in a script without spaces.
fn spoken(tokens: &Tokens, start: usize) -> Option<Piece> {
    if let Some(count) = tokens.meaning(start).repeats {
        let next = tokens.skip_space(start + 1);
        let digit = tokens.meaning(next).digit?;

        return Some(Piece {
            digits: digit.to_string().repeat(count),
            end: next + 1,
            how: How::Word,
        });
    }

    if let Some(number) = number(tokens, start) {
        return Some(number);
    }

    let digit = tokens.meaning(start).digit?;
    let mut digits = digit.to_string();
    let mut end = start + 1;
    if tokens.shape(start) == Some(Shape::Dense) {
        end = push_dense(tokens, end, &mut digits);
    }

    Some(Piece {
        digits,
        end,
        how: How::Word,
    })
}

/// Hundreds, tens and ones that are said together: `четыреста пятнадцать`, `cincuenta y cinco`.
fn number(tokens: &Tokens, start: usize) -> Option<Piece> {
    let mut sum = tokens.meaning(start).number?;
    let mut last = sum;
    let mut end = start + 1;

    loop {
        let mut at = tokens.skip_space(end);
        if tokens.meaning(at).is_and {
            at = tokens.skip_space(at + 1);
        }
        let meaning = tokens.meaning(at);
        let digit = meaning.digit.and_then(|digit| digit.to_digit(10));
        let one = digit
            .and_then(|digit| u16::try_from(digit).ok())
            .filter(|digit| *digit > 0);
        let next = match (meaning.number, one) {
            (Some(number), _) if last >= 100 && number < 100 => number,
            (_, Some(one)) if last >= 20 && last % 10 == 0 => one,
            _ => break,
        };

        sum += next;
        last = next;
        end = at + 1;
    }

    Some(Piece {
        digits: sum.to_string(),
        end,
        how: How::Number,
    })
}

/// Adds digits and words for digits in a script without spaces: `공1공`. Returns the end. A word after
/// the last digit may begin a sentence, so a single one there counts only behind others.
fn push_dense(tokens: &Tokens, start: usize, digits: &mut String) -> usize {
    let digit = |position: usize| match tokens.shape(position) {
        Some(Shape::Dense) => tokens.meaning(position).digit.map(String::from),
        Some(Shape::Number) => Some(tokens.folded_text(position..position + 1)),
        _ => None,
    };

    let mut has_words = false;
    let mut end = start;
    while let Some(next) = digit(end) {
        let is_last = digit(end + 1).is_none();
        let follows_number = end > 0 && tokens.shape(end - 1) == Some(Shape::Number);
        let is_divided = tokens.is_mark(end + 1, &['-', '.', ')', 'ー']);
        if is_last && follows_number && tokens.is_dense(end) && !is_divided && !has_words {
            break;
        }

        has_words |= tokens.is_dense(end);
        digits.push_str(&next);
        end += 1;
    }

    end
}

/// The most letters in a row that stand for digits.
const MOST_LETTERS: usize = 4;

fn letters_as_digits(tokens: &Tokens, position: usize) -> Option<String> {
    let letters: Option<String> = tokens
        .folded(position)
        .map(|letter| match letter {
            // The latter is a round letter of Hangul.
            'o' | '\u{110B}' => Some('0'),
            'i' | 'l' => Some('1'),
            'з' => Some('3'),
            _ => None,
        })
        .collect();

    letters.filter(|letters| letters.len() <= MOST_LETTERS)
}
