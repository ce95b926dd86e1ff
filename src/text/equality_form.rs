//! The form of a text that decides whether two texts are equal.

use super::folding::{Class, Folded};

/// The words of a text without spaces and punctuation, which may differ between equal texts.
/// Numbers stay separate ("10.5" is not "105", "1.11." is not "11.1."), whatever separates them.
/// Signs count, because they may reverse the meaning: "age < limit", "C++", the thumb that points
/// down. A text of punctuation only keeps its punctuation.
pub(super) fn equality_form(folded: &[Folded]) -> String {
    let mut form = String::with_capacity(folded.len());
    let mut rest = folded
        .iter()
        .copied()
        .filter(|it| it.class != Class::Nothing)
        .peekable();

    let mut before = None;
    while let Some(here) = rest.next() {
        let begins_number = here.class == Class::Digit
            && form.ends_with(|c: char| c.is_ascii_digit())
            && !is_digit(before);
        if begins_number {
            form.push(' ');
        }

        form.extend(kept(before, here, rest.peek().copied()));
        before = Some(here);
    }

    if form.is_empty() {
        form.extend(
            folded
                .iter()
                .filter(|it| !it.is_blank())
                .map(|it| it.character),
        );
    }

    form
}

/// A dash counts as a minus directly before a number, unless it continues a word or number: not in
/// "covid-19" and "1990-2000". A number sign counts only after a word: "C#", not "#bees".
fn kept(before: Option<Folded>, here: Folded, after: Option<Folded>) -> Option<char> {
    let follows_word = before.is_some_and(|it| it.is_said());

    let is_kept = match here.character {
        '-' | '\u{2013}' | '\u{2212}' => return (!follows_word && is_digit(after)).then_some('-'),
        '#' => follows_word,
        _ => here.is_said() || here.class == Class::Sign,
    };

    is_kept.then_some(here.character)
}

fn is_digit(folded: Option<Folded>) -> bool {
    folded.is_some_and(|it| it.class == Class::Digit)
}
