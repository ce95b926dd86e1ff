//! The shapes of telephone numbers, and of the dates, counts and codes that are none.

use std::ops::Range;

/// Whether a word or a sign nearby says that a number is a telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Telephone,
    Nothing,
}

/// A number as it is written: its groups of digits, and the mark before each group but the first.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    pub groups: Vec<String>,
    pub separators: Vec<char>,
    /// The position of the group in brackets.
    pub bracketed: Option<usize>,
    /// How many groups are words.
    pub spoken: usize,
    /// Whether some of these are numbers from ten on.
    pub has_numbers: bool,
}

/// The fewest digits of a number with a sign, and of one without.
const FEWEST_WITH_SIGN: usize = 7;
const FEWEST: usize = 9;
/// The most digits of any telephone number (E.164).
pub(super) const MOST: usize = 15;

impl Written {
    pub(super) fn digits(&self) -> String {
        self.groups.concat()
    }

    /// The same number without a group at its start or end that only a space parts from it, while
    /// other marks divide the rest: "24 070-1234-5678".
    pub(super) fn without_neighbours(&self) -> Vec<Self> {
        let count = self.groups.len();
        let part = |range: Range<usize>| {
            let separators = self
                .separators
                .get(range.start..range.end.saturating_sub(1));
            let separators = separators.unwrap_or_default().to_vec();
            let is_other = !separators.is_empty() && !separators.contains(&' ');

            is_other.then(|| {
                let groups = self.groups.get(range).unwrap_or_default().to_vec();
                Self {
                    groups,
                    separators,
                    ..Self::default()
                }
            })
        };

        let without_last = (self.separators.last() == Some(&' ')).then(|| part(0..count - 1));
        let without_first = (self.separators.first() == Some(&' ')).then(|| part(1..count));
        [without_last, without_first]
            .into_iter()
            .flatten()
            .flatten()
            .collect()
    }

    fn lengths(&self) -> Vec<usize> {
        self.groups.iter().map(String::len).collect()
    }

    fn uses_only(&self, mark: char) -> bool {
        !self.separators.is_empty() && self.separators.iter().all(|&it| it == mark)
    }

    /// Whether the groups have the shape of a national telephone number.
    pub(super) fn is_national(&self, sign: Sign) -> bool {
        let digits = self.digits();
        let fewest = match sign {
            Sign::Telephone => FEWEST_WITH_SIGN,
            Sign::Nothing => FEWEST,
        };
        let is_long_enough = (fewest..=MOST).contains(&digits.len());
        if !is_long_enough || is_monotonous(&digits) || self.is_something_else() {
            return false;
        }

        if self.is_spelt_out() {
            return self.is_spelt_number(&digits, sign);
        }
        if sign == Sign::Telephone {
            return self.is_called(&digits);
        }

        match self.groups.as_slice() {
            [single] => is_unbroken_mobile(single),
            _ => self.is_grouped_telephone(&digits),
        }
    }

    /// Whether each digit stands alone, as in `5 5 5` and `five five five`.
    fn is_spelt_out(&self) -> bool {
        self.groups.len() > 1
            && (self.has_numbers && self.spoken == self.groups.len()
                || self.groups.iter().filter(|group| group.len() > 1).count() * 3
                    < self.groups.len())
    }

    fn is_spelt_number(&self, digits: &str, sign: Sign) -> bool {
        let is_usual = digits.starts_with('0') || matches!(digits.len(), 10 | 11);
        // Marks between all digits hide a number, as in `6·8·8·5·5·0·1·9·3`.
        let is_hidden = !self.uses_only(' ')
            && self
                .separators
                .windows(2)
                .all(|pair| matches!(pair, [one, two] if one == two));
        let is_list = self.has_numbers && is_list(&self.groups);
        let is_spoken = self.spoken * 2 > self.groups.len() && (!self.has_numbers || is_usual);

        !is_sequence(digits)
            && !is_list
            && (sign == Sign::Telephone || is_spoken || is_usual || is_hidden)
    }

    /// What is called a telephone number may have any shape that no count has.
    fn is_called(&self, digits: &str) -> bool {
        let is_round = digits.ends_with("00000");

        let has_short_end =
            digits.len() < FEWEST && self.groups.last().is_some_and(|last| last.len() < 3);
        let is_pairs = self.groups.iter().all(|group| group.len() == 2);

        !is_round && (!has_short_end || is_pairs) && (self.groups.len() > 1 || digits.len() <= 13)
    }

    fn is_grouped_telephone(&self, digits: &str) -> bool {
        let lengths = self.lengths();
        let (Some((first, inner)), Some(first_digit)) =
            (lengths.split_first(), digits.chars().next())
        else {
            return false;
        };
        let has_short_group = inner.iter().any(|&length| length < 2);
        if has_short_group || lengths.len() > 6 || self.is_thousands() || is_round(digits) {
            return false;
        }

        let is_pairs = lengths.iter().all(|&length| length == 2);
        if is_pairs {
            return lengths.len() == 5 && first_digit == '0' && !is_draw(&self.groups);
        }
        if self.separators.contains(&'/') && (first_digit != '0' || self.separators.len() > 1) {
            return false;
        }

        let has_trunk = first_digit == '0' && digits.len() <= 12 && *first >= 2;
        let has_area = self.bracketed == Some(0) && (2..=5).contains(first);
        has_trunk || has_area || self.has_national_grouping(&lengths, first_digit)
    }

    /// The groupings by which numbers without a leading zero are known.
    fn has_national_grouping(&self, lengths: &[usize], first: char) -> bool {
        // Dots also divide versions and dates: only the most frequent grouping counts.
        if self.separators.contains(&'.') {
            return self.uses_only('.') && matches!(lengths, [3, 3, 4] | [1, 3, 3, 4]);
        }

        match lengths {
            // North America, Italy, Colombia.
            [3, 3, 4] => first > '1',
            [1, 3, 3, 4] => matches!(first, '1' | '7' | '8'),
            // Russia.
            [1, 3, 3, 2, 2] => matches!(first, '7' | '8'),
            [1, 3, 7] | [4, 3, 2, 2] | [4, 3, 4] => first == '8',
            [3, 3, 2, 2] => matches!(first, '4' | '5' | '9'),
            // India.
            [5, 5] => first >= '6',
            // China.
            [3, 4, 4] => first == '1',
            // Spain.
            [3, 2, 2, 2] => matches!(first, '6' | '7' | '9'),
            [3, 3, 3] => self.uses_only('-') && matches!(first, '5'..='9'),
            // Brazil, Mexico.
            [2, 5, 4] => true,
            [2, 4, 4] => true,
            _ => false,
        }
    }

    /// Groups of three behind a shorter or equal one, as in counts.
    fn is_thousands(&self) -> bool {
        let lengths = self.lengths();
        let Some((first, inner)) = lengths.split_first() else {
            return false;
        };
        let is_grouped = *first <= 3 && inner.iter().all(|&length| length == 3);
        let has_marks = [' ', '.', '\''].iter().any(|&mark| self.uses_only(mark));
        let leads_with_zero = self
            .groups
            .first()
            .is_some_and(|group| group.starts_with('0'));

        is_grouped && has_marks && !leads_with_zero && self.bracketed.is_none()
    }

    /// Dates, years, network addresses and the numbers of books.
    fn is_something_else(&self) -> bool {
        let is_address = self.uses_only('.')
            && self.groups.len() == 4
            && self.groups.iter().all(|group| group.parse::<u8>().is_ok());
        let is_years = self.groups.len() > 1 && self.groups.iter().all(|group| is_year(group));
        let has_date = self
            .groups
            .windows(3)
            .any(|groups| matches!(groups, [one, two, three] if is_date(one, two, three)));

        is_address || is_years || has_date || self.is_book()
    }

    /// An ISBN of thirteen digits begins with 978 or 979, which no country has, and ends with a
    /// check digit.
    fn is_book(&self) -> bool {
        let digits = self.digits();
        let is_prefixed = digits.starts_with("978") || digits.starts_with("979");
        let weighted = digits
            .chars()
            .filter_map(|digit| digit.to_digit(10))
            .zip([1, 3].into_iter().cycle())
            .map(|(digit, weight)| digit * weight);

        digits.len() == 13 && is_prefixed && weighted.sum::<u32>() % 10 == 0
    }
}

/// Numbers that are known as mobile ones although nothing divides them.
fn is_unbroken_mobile(digits: &str) -> bool {
    let second = digits.chars().nth(1).unwrap_or('0');
    if is_sequence(digits) || is_round(digits) {
        return false;
    }

    match (digits.chars().next(), digits.len()) {
        (Some('0'), 10 | 11) => second != '0',
        // China, Russia, India.
        (Some('1'), 11) => second >= '3',
        (Some('8' | '7'), 11) => second == '9',
        (Some('6'..='9'), 10) => true,
        _ => false,
    }
}

fn is_year(group: &str) -> bool {
    group.len() == 4
        && group
            .parse()
            .is_ok_and(|year: u32| (1000..2200).contains(&year))
}

fn is_date(one: &str, two: &str, three: &str) -> bool {
    let is_within = |group: &str, most: u32| {
        group.len() <= 2
            && group
                .parse()
                .is_ok_and(|number: u32| (1..=most).contains(&number))
    };
    let is_day_and_month = |a: &str, b: &str| {
        is_within(a, 31) && is_within(b, 12) || is_within(a, 12) && is_within(b, 31)
    };

    is_year(one) && is_day_and_month(two, three) || is_year(three) && is_day_and_month(one, two)
}

/// Counts and prices end with zeros.
fn is_round(digits: &str) -> bool {
    digits.ends_with("0000")
}

/// One or two different digits.
fn is_monotonous(digits: &str) -> bool {
    let mut different: Vec<char> = digits.chars().collect();
    different.sort_unstable();
    different.dedup();

    different.len() <= 2
}

/// Most digits follow the one before them, as in `123456789`.
fn is_sequence(digits: &str) -> bool {
    let values: Vec<u32> = digits
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .collect();
    let steps = values
        .windows(2)
        .filter(|pair| matches!(pair, [one, two] if (one + 1) % 10 == *two))
        .count();

    steps * 10 >= values.len() * 8
}

/// Tens, or numbers of which most are one more or one less than the one before.
fn is_list(groups: &[String]) -> bool {
    let values: Vec<u32> = groups
        .iter()
        .filter_map(|group| group.parse().ok())
        .collect();
    let steps = values
        .windows(2)
        .filter(|pair| matches!(pair, [one, two] if one.abs_diff(*two) == 1))
        .count();

    steps * 2 >= values.len() || values.iter().all(|value| value % 10 == 0)
}

/// The numbers of a draw: sorted, and at most fifty.
fn is_draw(groups: &[String]) -> bool {
    let is_sorted = groups
        .windows(2)
        .all(|pair| matches!(pair, [one, two] if one < two));

    is_sorted && groups.last().is_some_and(|last| last.as_str() <= "50")
}
