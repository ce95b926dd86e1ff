//! Puts text with bidirectional overrides into the order in which a reader sees it.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::characters;

/// How deep controls may be nested (`max_depth` of UAX #9).
const MAX_DEPTH: usize = 125;

/// The text in the order of display, without the overrides (U+202D, U+202E) that reverse letters:
/// "\u{202E}sporD elcarim\u{202C}" is shown as "miracle Drops". This is a small part of UAX #9:
/// only overrides reverse, up to their end or that of the line. Embeddings and isolates inside keep
/// their own order. Brackets are not mirrored.
pub(super) fn display_order(text: &str) -> Cow<'_, str> {
    if !text.contains(['\u{202D}', '\u{202E}']) {
        return Cow::Borrowed(text);
    }

    let lines: Vec<String> = text
        .split('\n')
        .map(|line| Line::default().reorder(line))
        .collect();

    Cow::Owned(lines.join("\n"))
}

/// The part of a line that was read.
#[derive(Default)]
struct Line<'a> {
    /// Grapheme clusters in display order, without controls.
    shown: Vec<&'a str>,
    /// The open controls, the innermost last.
    open: Vec<Control>,
}

/// An open embedding, override or isolate.
#[derive(Clone, Copy)]
struct Control {
    /// Its first place in `shown`.
    start: usize,
    order: Order,
    /// The character that closes it.
    end: char,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    AsWritten,
    Reversed,
}

const POP_FORMATTING: char = '\u{202C}';
const POP_ISOLATE: char = '\u{2069}';

impl<'a> Line<'a> {
    fn reorder(mut self, line: &'a str) -> String {
        let graphemes: Vec<&str> = line.graphemes(true).collect();
        let directions = before_right_to_left_letters(&graphemes);

        for (grapheme, is_before_rtl) in graphemes.iter().copied().zip(directions) {
            match grapheme.chars().next() {
                Some('\u{202E}') if !is_before_rtl => self.open(Order::Reversed, POP_FORMATTING),
                Some('\u{202D}') if is_before_rtl => self.open(Order::Reversed, POP_FORMATTING),
                Some('\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}') => {
                    self.open(Order::AsWritten, POP_FORMATTING)
                }
                Some('\u{2066}'..='\u{2068}') => self.open(Order::AsWritten, POP_ISOLATE),
                Some(end @ (POP_FORMATTING | POP_ISOLATE)) => self.close(end),
                _ => self.shown.push(grapheme),
            }
        }

        while let Some(innermost) = self.open.pop() {
            self.apply(innermost);
        }

        self.shown.concat()
    }

    fn open(&mut self, order: Order, end: char) {
        if self.open.len() < MAX_DEPTH {
            self.open.push(Control {
                start: self.shown.len(),
                order,
                end,
            });
        }
    }

    /// The end of an isolate also closes the controls inside it. The end of an embedding or
    /// override closes nothing outside the current isolate.
    fn close(&mut self, end: char) {
        let closed = match end {
            POP_FORMATTING => self
                .open
                .len()
                .checked_sub(1)
                .filter(|&last| self.open.get(last).is_some_and(|it| it.end == end)),
            _ => self.open.iter().rposition(|open| open.end == end),
        };

        while closed.is_some_and(|closed| closed < self.open.len()) {
            if let Some(innermost) = self.open.pop() {
                self.apply(innermost);
            }
        }
    }

    /// Reverses the content of a control whose order differs from the one around it. A later
    /// reversal around it reverses it again.
    fn apply(&mut self, closed: Control) {
        let around = self.open.last().map_or(Order::AsWritten, |open| open.order);

        if closed.order != around
            && let Some(content) = self.shown.get_mut(closed.start..)
        {
            content.reverse();
        }
    }
}

/// For each grapheme cluster, whether the next letter from there on is read from right to left.
fn before_right_to_left_letters(graphemes: &[&str]) -> Vec<bool> {
    let mut next = false;
    let mut before: Vec<bool> = graphemes
        .iter()
        .rev()
        .map(|grapheme| {
            if let Some(letter) = grapheme.chars().find(|c| c.is_alphabetic()) {
                next = characters::is_right_to_left(letter);
            }
            next
        })
        .collect();
    before.reverse();

    before
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reversed(text: &str) -> String {
        text.graphemes(true).rev().collect()
    }

    #[track_caller]
    fn assert_shown(text: &str, shown: &str) {
        assert_eq!(display_order(text), shown);
    }

    #[test]
    fn letters_in_an_override_are_in_display_order() {
        assert_shown(
            "\u{202E}sporD elcarim\u{202C} for you",
            "miracle Drops for you",
        );
        assert_shown(
            &format!(
                "see \u{202E}{}\u{202C}!",
                reversed("the naïve 👩‍👧 cafe\u{301}")
            ),
            "see the naïve 👩‍👧 cafe\u{301}!",
        );
    }

    #[test]
    fn an_override_without_an_end_ends_with_its_line() {
        assert_shown("a \u{202E}cba\ndef", "a abc\ndef");
    }

    #[test]
    fn an_override_in_the_direction_of_its_letters_reverses_nothing() {
        assert_shown("\u{202E}سفارش قطره\u{202C}", "سفارش قطره");
        assert_shown("\u{202D}order drops\u{202C}", "order drops");
        assert_shown(
            &format!("\u{202D}{}\u{202C}", reversed("سفارش قطره")),
            "سفارش قطره",
        );
    }

    #[test]
    fn a_control_inside_an_override_keeps_its_own_order() {
        assert_shown("\u{202E}fed \u{202D}abc\u{202C} x\u{202C}y", "x abc defy");
        assert_shown("\u{202E}fed \u{202E}cba\u{202C} x\u{202C}y", "x abc defy");
        assert_shown("\u{202E}fed \u{2066}abc\u{2069} x\u{202C}y", "x abc defy");
        assert_shown(
            "\u{2067}a \u{202E}cb\u{2069} d \u{202C}e\u{202E}",
            "a bc d e",
        );
    }

    #[test]
    fn any_number_of_controls_is_accepted() {
        assert_eq!(
            display_order(&"\u{202E}a\u{2066}\u{202D}".repeat(3_000)).len(),
            3_000
        );
        assert_eq!(display_order(&"\u{202C}\u{2069}\u{202E}".repeat(3_000)), "");
    }

    proptest! {
        #[test]
        fn only_controls_are_removed_and_nothing_is_added(text in "[a-cא-ג\u{202A}-\u{202E}\u{2066}-\u{2069} \n]{0,30}\u{202E}") {
            let sorted = |text: &str| {
                let mut kept: Vec<char> = text.chars().filter(|&c| !characters::is_bidi_control(c)).collect();
                kept.sort_unstable();
                kept
            };

            prop_assert_eq!(sorted(&display_order(&text)), sorted(&text));
        }
    }
}
