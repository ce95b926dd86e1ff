//! Telephone numbers: international ones by their country code (ITU-T E.164), national ones by their
//! shape or by a word nearby.

use std::cell::OnceCell;
use std::ops::Range;

use super::country_codes::{national_part, unmarked_national_part};
use super::found::Found;
use super::kind::ContactKind;
use super::number_shape::{MOST, Sign, Written};
use super::number_signs::{Surroundings, WordRoles};
use super::spoken::{How, Piece, piece};
use super::tokens::{Shape, Tokens};

/// Marks that may stand between the digits of a telephone number.
const SEPARATORS: &[char] = &[
    '-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}', '.', '/', '(',
    ')', '[', ']', '_', '~', '*', '·', '•', '・', '∙', '|', 'ー', 'ㅡ', '★', '☆', '✦', '♥', '❤',
    '→', '➖', '➡', '―', '〜', '⋅', '‧', '▪', '➔',
];

/// The most groups of one number.
const MOST_GROUPS: usize = 16;

/// A group of so many digits is a number by itself.
const WHOLE: usize = 10;

/// A number that may be a telephone, as it is read.
struct Candidate {
    written: Written,
    is_international: bool,
    tokens: Range<usize>,
    /// Where the number after this one may begin.
    next: usize,
}

pub(super) fn find(tokens: &Tokens) -> Vec<Found> {
    let roles = OnceCell::new();
    let mut found = Vec::new();
    let mut at = 0;

    while at < tokens.len() {
        let Some(candidate) = read(tokens, at) else {
            at += 1;
            continue;
        };

        at = candidate.next.max(at + 1);
        if let Some(canonical) = judge(tokens, &candidate, &roles) {
            found.push(Found {
                kind: ContactKind::Telephone,
                canonical,
                tokens: candidate.tokens,
            });
        }
    }

    found
}

/// The number that begins at a position.
fn read(tokens: &Tokens, start: usize) -> Option<Candidate> {
    let mut at = start;
    let is_plus = tokens.is_mark(at, &['+']);
    if is_plus {
        at = tokens.skip_space(at + 1);
    }
    let opens = tokens.is_mark(at, &['(', '[']);
    if opens {
        at = tokens.skip_space(at + 1);
    }

    let first = piece(tokens, at).filter(|first| may_begin(tokens, first))?;
    let mut written = Written {
        has_numbers: first.how == How::Number,
        ..Written::default()
    };
    let mut end = first.end;
    let mut length = first.digits.len();
    let mut total = first.digits.len();
    let mut spoken = usize::from(first.how.is_spoken());
    written.groups.push(first.digits);
    if opens && tokens.is_mark(end, &[')', ']']) {
        written.bracketed = Some(0);
    }

    // Groups of letters only count if a digit follows.
    let mut settled = (1, end, length);
    let mut next = end;
    // So many digits in one group are a whole number: "08000407165 (18+)".
    let is_whole = total >= WHOLE;
    while !is_whole
        && written.groups.len() < MOST_GROUPS
        && let Some((mark, after)) = separator(tokens, end, spoken > 0)
        && let Some(Piece {
            digits,
            end: after_piece,
            how,
        }) = piece(tokens, after)
    {
        if total + digits.len() > MOST && total >= 7 && tokens_part(mark) {
            break;
        }
        total += digits.len();
        length += digits.len();
        end = after_piece;
        next = end;
        written.separators.push(mark);
        written.groups.push(digits);
        spoken += usize::from(how.is_spoken());
        written.has_numbers |= how == How::Number;
        if how != How::Letters {
            settled = (written.groups.len(), end, length);
        }
    }

    let (groups, end, _) = settled;
    written.groups.truncate(groups);
    written.separators.truncate(groups.saturating_sub(1));
    written.spoken = spoken;

    let is_double_zero = written
        .groups
        .first()
        .is_some_and(|group| group.starts_with("00"));
    Some(Candidate {
        written,
        is_international: is_plus || is_double_zero,
        tokens: start..end,
        next: next.max(end),
    })
}

/// Letters begin a number only if a mark joins them to digits: `OlO-1234`.
fn may_begin(tokens: &Tokens, first: &Piece) -> bool {
    let joined = || {
        let is_joined = tokens.is_mark(first.end, &['-', '.']);
        is_joined && piece(tokens, first.end + 1).is_some_and(|next| next.how == How::Digits)
    };

    first.how != How::Letters || first.digits.len() >= 3 && joined()
}

/// Whether a mark may also stand between two numbers.
const fn tokens_part(mark: char) -> bool {
    matches!(mark, ' ' | '/' | '|' | '•' | '·' | '・')
}

/// The most tokens between two groups.
const MOST_MARKS: usize = 3;

/// The mark between two groups and the position after it: spaces and up to three marks. Words may be
/// parted by commas.
fn separator(tokens: &Tokens, start: usize, has_words: bool) -> Option<(char, usize)> {
    let mut main = ' ';
    let mut at = start;

    while at < start + MOST_MARKS {
        match tokens.shape(at) {
            Some(Shape::Space) => {}
            Some(Shape::Mark) if tokens.is_mark(at, SEPARATORS) => {
                main = tokens.mark(at).unwrap_or(main);
            }
            Some(Shape::Mark) if has_words && tokens.is_mark(at, &[',', '،', '、', '，']) => {}
            _ => break,
        }
        at += 1;
    }

    let is_adjacent_word = at == start;
    (!is_adjacent_word).then_some((unified(main), at))
}

/// One mark for all dashes and one for all brackets.
const fn unified(mark: char) -> char {
    match mark {
        '\u{2010}'..='\u{2014}' | '\u{2212}' | 'ー' | 'ㅡ' => '-',
        '(' | ')' | '[' | ']' => ' ',
        _ => mark,
    }
}

/// The canonical form of a candidate that is a telephone number.
fn judge(tokens: &Tokens, candidate: &Candidate, roles: &OnceCell<WordRoles>) -> Option<String> {
    let digits = candidate.written.digits();
    if digits.len() < 7 || digits.len() > MOST + 2 {
        return None;
    }

    let roles = roles.get_or_init(|| WordRoles::of(tokens));
    if is_attached(tokens, &candidate.tokens, roles) || is_of_account(tokens, candidate) {
        return None;
    }

    if candidate.is_international
        && let Some(national) = international(candidate)
    {
        let is_count = roles.around(tokens, &candidate.tokens) == Surroundings::OtherNumber;
        return (!is_count || candidate.written.groups.len() > 1).then(|| canonical(&national));
    }

    let Surroundings::Sign(sign) = roles.around(tokens, &candidate.tokens) else {
        return None;
    };
    let sign = if is_hidden(tokens, candidate) {
        Sign::Telephone
    } else {
        sign
    };
    if candidate.written.is_national(sign) {
        return Some(canonical_of_national(&digits));
    }

    let parts = candidate.written.without_neighbours();
    parts
        .iter()
        .find(|part| part.is_national(sign))
        .map(|part| canonical_of_national(&part.digits()))
}

/// Whether letters stand for digits of a long number with a trunk zero: `O221 / 471O 63 9`.
fn is_hidden(tokens: &Tokens, candidate: &Candidate) -> bool {
    let digits = candidate.written.digits();
    let has_letters = || {
        candidate
            .tokens
            .clone()
            .any(|at| tokens.shape(at) == Some(Shape::Word) && tokens.meaning(at).digit.is_none())
    };

    digits.starts_with('0')
        && digits.len() >= WHOLE
        && candidate.written.spoken == 0
        && has_letters()
}

/// The national part of a number with `+` or `00` and a country code, without the trunk zero that
/// some write in brackets: `+44 (0)20`.
fn international(candidate: &Candidate) -> Option<String> {
    let groups = &candidate.written.groups;
    let is_count = groups.len() > 2
        && groups
            .iter()
            .skip(1)
            .filter(|group| *group == "000")
            .count()
            > 1;
    let without_trunk: String = groups
        .iter()
        .enumerate()
        .filter(|(position, group)| {
            *position != 1 || *group != "0" || groups.len() > MOST_TRUNK_GROUPS
        })
        .map(|(_, group)| group.as_str())
        .collect();
    let digits = without_trunk.strip_prefix("00").unwrap_or(&without_trunk);

    let is_sane = !is_count && !digits.ends_with("00000") && digits.len() <= MOST;
    national_part(digits).filter(|_| is_sane).map(str::to_owned)
}

/// In a number of more groups each digit stands alone, and a zero is a digit.
const MOST_TRUNK_GROUPS: usize = 6;

/// The form under which a number is compared: without country code and trunk zero, at most ten
/// digits.
pub(super) fn canonical_of_international(digits: &str) -> Option<String> {
    national_part(digits).map(canonical)
}

fn canonical_of_national(digits: &str) -> String {
    let significant = digits.trim_start_matches('0');
    let national = match digits.len() {
        // In Russia and its neighbours 8 leads out of a town.
        11 if digits.starts_with('8') => digits.get(1..).unwrap_or(digits),
        11.. if significant.len() == digits.len() => {
            unmarked_national_part(digits).unwrap_or(digits)
        }
        _ => significant,
    };

    canonical(national)
}

fn canonical(national: &str) -> String {
    const COMPARED: usize = 10;
    let start = national.len().saturating_sub(COMPARED);

    national.get(start..).unwrap_or(national).to_owned()
}

/// The most tokens of an account before a group of its digits.
const LONGEST_ACCOUNT: usize = 20;

/// Whether a number has the place of the digits of a bank account, behind the two capitals of a
/// country and two digits: `NL86 RABO 0155 5019 27`. An account with right check digits was found
/// before.
fn is_of_account(tokens: &Tokens, candidate: &Candidate) -> bool {
    let start = candidate.tokens.start;
    let is_capitals = |at: usize, lengths: Range<usize>| {
        tokens.shape(at) == Some(Shape::Word)
            && lengths.contains(&tokens.glyph_count(at..at + 1))
            && tokens.raw(at).all(|c| c.is_ascii_uppercase())
    };
    let belongs = |at: usize| {
        tokens.is_space(at)
            || tokens.is_mark(at, &['-', '.', '(', ')', '[', ']'])
            || tokens.shape(at) == Some(Shape::Number)
            || is_capitals(at, 1..5)
    };
    let digits = |at: usize| tokens.folded(at).count();

    (start.saturating_sub(LONGEST_ACCOUNT)..start)
        .rev()
        .take_while(|&at| belongs(at))
        .filter(|&at| is_capitals(at, 2..3) && !tokens.is_in_run(at.checked_sub(1)))
        .any(|country| {
            let check = tokens.skip_space(country + 1);
            let is_check = tokens.shape(check) == Some(Shape::Number) && digits(check) == 2;
            let lengths: Vec<usize> = candidate.written.groups.iter().map(String::len).collect();

            is_check && (check < start || matches!(lengths[..], [2, 4, 4, ..]))
        })
}

/// Whether a number is a part of something longer: a code, a price, a decimal or a time.
fn is_attached(tokens: &Tokens, range: &Range<usize>, roles: &WordRoles) -> bool {
    let Range { start, end } = *range;
    let is_number = |position: Option<usize>| {
        position.is_some_and(|position| tokens.shape(position) == Some(Shape::Number))
    };
    // A slash also parts two telephone numbers.
    let is_short_number = |position: Option<usize>| {
        is_number(position) && position.is_some_and(|it| tokens.folded(it).count() < WHOLE)
    };
    let is_code_word = |position: Option<usize>| {
        position.is_some_and(|position| {
            tokens.shape(position) == Some(Shape::Word) && !roles.is_telephone(position)
        })
    };

    let before = start.checked_sub(1);
    let is_bound_before = match before.and_then(|position| tokens.mark(position)) {
        Some(
            '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' | '﷼' | '#' | '=' | '@' | '_' | '^' | '×' | '%',
        ) => true,
        Some(',' | '.' | ':' | '+' | '،' | '٫' | '٬') => is_number(start.checked_sub(2)),
        Some('/') => is_short_number(start.checked_sub(2)),
        Some('-') => is_code_word(start.checked_sub(2)) || is_number(start.checked_sub(2)),
        _ => is_code_word(before),
    };

    let is_bound_after = match tokens.mark(end) {
        Some('$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' | '﷼' | '=' | '%' | '°' | '^' | '×') => {
            true
        }
        Some(',' | '.' | ':' | '،' | '٫' | '٬' | '\'') => is_number(Some(end + 1)),
        Some('/') => is_short_number(Some(end + 1)),
        Some('-' | '_') => tokens.is_letters_or_digits(end + 1),
        // An extension.
        _ if tokens.is_word(end, "x") || tokens.is_word(end, "ext") => false,
        _ => is_code_word(Some(end)),
    };

    is_bound_before || is_bound_after
}
