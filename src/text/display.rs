//! In which order does a reader see a text whose letters a control turns round?

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::characters;

/// So many controls count within each other (`max_depth` of UAX #9).
const MAX_DEPTH: usize = 125;

/// The text as it is shown, without the overrides (U+202D, U+202E) that turn letters against the
/// direction in which they are read: "\u{202E}sporD elcarim\u{202C}" reads "miracle Drops". A small
/// part of UAX #9: only overrides turn anything, up to their end or that of the line; embeddings
/// and isolates within keep their own order; brackets are not mirrored.
pub(super) fn in_order(text: &str) -> Cow<'_, str> {
    if !text.contains(['\u{202D}', '\u{202E}']) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| Line::default().show(line))
        .collect();
    Cow::Owned(lines.join("\n"))
}

/// A line as far as it was read.
#[derive(Default)]
struct Line<'a> {
    /// Letters with their marks.
    shown: Vec<&'a str>,
    /// The controls that are open, the innermost last.
    open: Vec<Open>,
}

/// An embedding, an override or an isolate.
#[derive(Clone, Copy)]
struct Open {
    start: usize,
    order: Order,
    end: char,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    AsWritten,
    Turned,
}

const END: char = '\u{202C}';
const END_OF_ISOLATE: char = '\u{2069}';

impl<'a> Line<'a> {
    fn show(mut self, line: &'a str) -> String {
        let units: Vec<&str> = line.graphemes(true).collect();
        for (unit, leftwards) in units
            .iter()
            .copied()
            .zip(next_letters_read_leftwards(&units))
        {
            match unit.chars().next() {
                Some('\u{202E}') if !leftwards => self.open(Order::Turned, END),
                Some('\u{202D}') if leftwards => self.open(Order::Turned, END),
                Some('\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}') => {
                    self.open(Order::AsWritten, END)
                }
                Some('\u{2066}'..='\u{2068}') => self.open(Order::AsWritten, END_OF_ISOLATE),
                Some(end @ (END | END_OF_ISOLATE)) => self.close(end),
                _ => self.shown.push(unit),
            }
        }
        while let Some(innermost) = self.open.pop() {
            self.turn(innermost);
        }
        self.shown.concat()
    }

    fn open(&mut self, order: Order, end: char) {
        if self.open.len() < MAX_DEPTH {
            self.open.push(Open {
                start: self.shown.len(),
                order,
                end,
            });
        }
    }

    /// The end of an isolate ends what was left open in it; that of an override reaches out of no
    /// isolate.
    fn close(&mut self, end: char) {
        let ended = match end {
            END => self
                .open
                .len()
                .checked_sub(1)
                .filter(|&last| self.open.get(last).is_some_and(|it| it.end == END)),
            _ => self.open.iter().rposition(|open| open.end == end),
        };
        while ended.is_some_and(|ended| ended < self.open.len()) {
            if let Some(innermost) = self.open.pop() {
                self.turn(innermost);
            }
        }
    }

    /// What is turned within what is turned stands in one order with it; what is not is turned
    /// back.
    fn turn(&mut self, ended: Open) {
        let around = self.open.last().map_or(Order::AsWritten, |open| open.order);
        if ended.order != around
            && let Some(shown) = self.shown.get_mut(ended.start..)
        {
            shown.reverse();
        }
    }
}

/// Of each place whether the next letter from there on is one that is read from right to left.
fn next_letters_read_leftwards(units: &[&str]) -> Vec<bool> {
    let mut next = false;
    let mut leftwards: Vec<bool> = units
        .iter()
        .rev()
        .map(|unit| {
            if let Some(letter) = unit.chars().find(|c| c.is_alphabetic()) {
                next = characters::reads_leftwards(letter);
            }
            next
        })
        .collect();
    leftwards.reverse();
    leftwards
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn turned(text: &str) -> String {
        text.graphemes(true).rev().collect()
    }

    #[track_caller]
    fn assert_shown(text: &str, shown: &str) {
        assert_eq!(in_order(text), shown);
    }

    #[test]
    fn letters_within_an_override_stand_in_the_order_in_which_they_are_shown() {
        assert_shown(
            "\u{202E}sporD elcarim\u{202C} for you",
            "miracle Drops for you",
        );
        assert_shown(
            &format!(
                "see \u{202E}{}\u{202C}!",
                turned("the naïve 👩‍👧 cafe\u{301}")
            ),
            "see the naïve 👩‍👧 cafe\u{301}!",
        );
    }

    #[test]
    fn an_override_ends_with_its_line_where_nothing_ends_it() {
        assert_shown("a \u{202E}cba\ndef", "a abc\ndef");
    }

    #[test]
    fn an_override_in_the_direction_of_its_letters_turns_nothing() {
        assert_shown("\u{202E}سفارش قطره\u{202C}", "سفارش قطره");
        assert_shown("\u{202D}order drops\u{202C}", "order drops");
        assert_shown(
            &format!("\u{202D}{}\u{202C}", turned("سفارش قطره")),
            "سفارش قطره",
        );
    }

    #[test]
    fn what_stands_within_an_override_keeps_the_order_that_its_own_control_gives_it() {
        assert_shown("\u{202E}fed \u{202D}abc\u{202C} x\u{202C}y", "x abc defy");
        assert_shown("\u{202E}fed \u{202E}cba\u{202C} x\u{202C}y", "x abc defy");
        assert_shown("\u{202E}fed \u{2066}abc\u{2069} x\u{202C}y", "x abc defy");
        assert_shown(
            "\u{2067}a \u{202E}cb\u{2069} d \u{202C}e\u{202E}",
            "a bc d e",
        );
    }

    #[test]
    fn any_number_of_controls_is_read() {
        assert_eq!(
            in_order(&"\u{202E}a\u{2066}\u{202D}".repeat(3_000)).len(),
            3_000
        );
        assert_eq!(in_order(&"\u{202C}\u{2069}\u{202E}".repeat(3_000)), "");
    }

    proptest! {
        #[test]
        fn only_controls_go_and_nothing_comes(text in "[a-cא-ג\u{202A}-\u{202E}\u{2066}-\u{2069} \n]{0,30}\u{202E}") {
            let sorted = |text: &str| {
                let mut kept: Vec<char> = text.chars().filter(|&c| !characters::reorders(c)).collect();
                kept.sort_unstable();
                kept
            };
            prop_assert_eq!(sorted(&in_order(&text)), sorted(&text));
        }
    }
}
