//! What of a text does equality look at?

use super::folded::{Class, Folded};

/// Words without what stands between them: spaces and punctuation may be anywhere, or nowhere. A
/// number ends where it ends, though ("10.5" is not "105", "1.11." is not "11.1."), whatever parts
/// it from the next one. And each sign counts, as it may turn the meaning round: "age < limit",
/// "C++", the thumb that points down. A text of nothing but punctuation is not every other such
/// text.
pub(super) fn whole_of(folded: &[Folded]) -> String {
    let mut whole = String::with_capacity(folded.len());
    let mut rest = folded
        .iter()
        .copied()
        .filter(|it| it.class != Class::Nothing)
        .peekable();
    let mut before = None;
    while let Some(here) = rest.next() {
        if here.class == Class::Digit
            && whole.ends_with(|c: char| c.is_ascii_digit())
            && !is_digit(before)
        {
            whole.push(' ');
        }
        whole.extend(counted(before, here, rest.peek().copied()));
        before = Some(here);
    }
    if whole.is_empty() {
        whole.extend(
            folded
                .iter()
                .filter(|it| !it.is_blank())
                .map(|it| it.character),
        );
    }
    whole
}

/// A dash is a minus directly before a number, where nothing goes on: not in "covid-19" and
/// "1990-2000". A number sign belongs to the word before it: "C#", not "#bees".
fn counted(before: Option<Folded>, here: Folded, after: Option<Folded>) -> Option<char> {
    let goes_on = before.is_some_and(|it| it.is_said());
    let is_counted = match here.character {
        '-' | '\u{2013}' | '\u{2212}' => return (!goes_on && is_digit(after)).then_some('-'),
        '#' => goes_on,
        _ => here.is_said() || here.class == Class::Sign,
    };
    is_counted.then_some(here.character)
}

fn is_digit(folded: Option<Folded>) -> bool {
    folded.is_some_and(|it| it.class == Class::Digit)
}
