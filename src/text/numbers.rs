//! The numbers of a text, which its letters are compared without.

/// Stands for a number among the letters, because the copies of others have other telephone numbers
/// and amounts.
pub(super) const NUMBER: char = '#';

/// Between two runs of digits that can belong to one telephone or account number.
const JOINED: char = ' ';
/// Between two runs of digits that are two numbers: "3:1", "12, 13".
const APART: char = ',';

/// From so many digits on a number can be one to call or to pay to.
const DIGITS_OF_CONTACT: usize = 6;

/// The numbers of a text: one for each [`NUMBER`] among its letters. Numbers without a letter
/// between them ("555 010 7788", "3:1") count as one.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    /// ASCII digits, with [`JOINED`] or [`APART`] between runs of them.
    numbers: Vec<String>,
    /// Whether a sign that separates two numbers follows the last digit.
    is_apart: bool,
}

/// What differs between the numbers of two texts that have equally many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberChanges {
    /// How many numbers are in each text.
    pub numbers: u32,
    /// How many of them differ.
    pub changed: u32,
    /// Whether a number to call or to pay to is among those that differ.
    pub change_contact: bool,
}

impl Numbers {
    /// Notes a sign between two words. A space, a dash, a dot, a slash, a plus and brackets occur in
    /// one telephone number.
    pub(crate) fn take_gap(&mut self, sign: char) {
        let joins = matches!(
            sign,
            '-' | '.' | '/' | '+' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        );

        self.is_apart |= !joins && (sign == '\n' || !sign.is_whitespace());
    }

    /// Begins a new number.
    pub(crate) fn begin(&mut self, digits: &[char]) {
        self.numbers.push(digits.iter().collect());
        self.is_apart = false;
    }

    /// Continues the last number with another run of digits.
    pub(crate) fn go_on(&mut self, digits: &[char]) {
        if let Some(number) = self.numbers.last_mut() {
            number.push(if self.is_apart { APART } else { JOINED });
            number.extend(digits);
        }
        self.is_apart = false;
    }

    /// The digits of all numbers, in order.
    pub(crate) fn digits(&self) -> impl Iterator<Item = char> {
        self.numbers.iter().flat_map(|number| digits_of(number))
    }

    /// Whether a number can be one to call or to pay to.
    pub(crate) fn name_contact(&self) -> bool {
        self.numbers.iter().any(|number| is_contact(number))
    }

    /// The letters with the numbers written out.
    pub(crate) fn written_into(&self, letters: &[char]) -> Vec<char> {
        let mut written = Vec::with_capacity(letters.len());
        let mut numbers = self.numbers.iter();

        for &letter in letters {
            match numbers.as_slice().first().filter(|_| letter == NUMBER) {
                Some(number) => {
                    written.extend(digits_of(number));
                    numbers.next();
                }
                None => written.push(letter),
            }
        }

        written
    }

    /// The numbers that differ; `None` if one text has more of them.
    pub(crate) fn changes(&self, other: &Self) -> Option<NumberChanges> {
        if self.numbers.len() != other.numbers.len() {
            return None;
        }

        let pairs = self.numbers.iter().zip(&other.numbers);
        let changed: Vec<_> = pairs
            .filter(|(one, other)| !digits_of(one).eq(digits_of(other)))
            .collect();

        Some(NumberChanges {
            numbers: count(self.numbers.len()),
            changed: count(changed.len()),
            change_contact: changed
                .iter()
                .any(|(one, other)| is_contact(one) && is_contact(other)),
        })
    }
}

/// Whether a part of the number has enough digits to be called or paid to, and is no date.
fn is_contact(number: &str) -> bool {
    number
        .split(APART)
        .any(|part| digits_of(part).count() >= DIGITS_OF_CONTACT && !is_date(part))
}

/// Whether it is a year with a day and a month, or two years: "30 11 2026", "2026 11 30", "2024
/// 2025".
fn is_date(number: &str) -> bool {
    let is_year =
        |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let is_day = |part: &str| part.len() <= 2;
    let parts: Vec<&str> = number.split(JOINED).collect();

    match parts.as_slice() {
        [one, other] => is_year(one) && is_year(other),
        [one, month, other] => {
            is_day(month) && (is_year(one) && is_day(other) || is_day(one) && is_year(other))
        }
        _ => false,
    }
}

fn digits_of(number: &str) -> impl Iterator<Item = char> {
    number.chars().filter(char::is_ascii_digit)
}

fn count(numbers: usize) -> u32 {
    u32::try_from(numbers).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::skeleton::Skeleton;

    fn names_contact(text: &str) -> bool {
        Skeleton::of(text).stream().numbers.name_contact()
    }

    #[test]
    fn a_number_of_six_digits_may_be_a_contact_in_any_script() {
        for contact in [
            "call +1 555 010 7788",
            "call (0171) 555-1234",
            "ring 555.010.77",
            "اتصل ٥٥٥ ٠١٠ ٧٧٨٨",
            "फ़ोन ५५५०१० करें",
            "電話は５５５－０１０－７７まで",
            "call 5️⃣5️⃣5️⃣0️⃣1️⃣0️⃣",
            "account 12345678",
        ] {
            assert!(names_contact(contact), "{contact}");
        }
    }

    #[test]
    fn scores_counts_times_and_dates_are_no_contacts() {
        for number in [
            "I say 3:1, 2:0, 1:1 and 4:2",
            "Day 145 of training: 13 push-ups, 15 km",
            "on 30.11.2026 at 12:45:10",
            "since 2026-11-30",
            "the season 2024/2025",
            "12,\n13,\n14,\n15",
            "10500 people",
        ] {
            assert!(!names_contact(number), "{number}");
        }
    }

    #[test]
    fn numbers_are_compared_one_by_one() {
        let changes = |one: &str, other: &str| {
            let [one, other] = [one, other].map(Skeleton::of);
            one.stream().numbers.changes(&other.stream().numbers)
        };

        assert_eq!(
            changes(
                "Day 145 of 13 push-ups, 15 km",
                "Day 146 of 13 push-ups, 16 km"
            ),
            Some(NumberChanges {
                numbers: 3,
                changed: 2,
                change_contact: false
            })
        );
        assert_eq!(
            changes("40,000 of them", "40000 of them").map(|it| it.changed),
            Some(0)
        );
        assert_eq!(changes("Day 145", "Day 145 and 2 more"), None);
        assert_eq!(
            changes("Call 555 010 7788", "Call 555 010 7799").map(|it| it.change_contact),
            Some(true)
        );
    }
}
