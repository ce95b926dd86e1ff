//! Texts with slots: `{this|that}` is one of several phrases, `{##}` a number with so many digits,
//! `{1}` the first filling of a form.

use crate::support::random::Random;

enum Piece<'a> {
    Literal(&'a str),
    Slot(&'a str),
}

/// The text as it was written first.
pub fn first(template: &str) -> String {
    fill(template, |slot| {
        slot.split('|').next().unwrap_or_default().to_owned()
    })
}

/// The text with its late phrase changed; `None` if it has no slot.
pub fn second(template: &str) -> Option<String> {
    let is_slot = |piece: &Piece<'_>| matches!(piece, Piece::Slot(_));
    if !pieces(template).iter().any(is_slot) {
        return None;
    }

    Some(fill(template, |slot| {
        slot.split('|').next_back().unwrap_or_default().to_owned()
    }))
}

/// One variant of a spam template.
pub fn spin(template: &str, random: &mut Random) -> String {
    fill(template, |slot| {
        let choices: Vec<&str> = slot.split('|').collect();
        let choice = *random.pick(&choices);

        if choice.contains('#') {
            with_digits(choice, random)
        } else {
            choice.to_owned()
        }
    })
}

/// Replaces each `#` by a digit. A number does not begin with a zero.
fn with_digits(pattern: &str, random: &mut Random) -> String {
    let mut least = 1;
    let filled = pattern.chars().map(|c| match c {
        '#' => {
            let digit = random.between(std::mem::take(&mut least), 9);
            char::from_digit(u32::try_from(digit).unwrap(), 10).unwrap()
        }
        c => c,
    });

    filled.collect()
}

/// The words that every variant of a template has.
pub fn fixed(template: &str) -> String {
    fill(template, |_| " ".to_owned())
}

/// A form with its fillings.
pub fn fill_form(form: &str, fillings: &[String]) -> String {
    fill(form, |slot| {
        slot.parse::<usize>()
            .ok()
            .and_then(|at| fillings.get(at - 1))
            .cloned()
            .unwrap_or_default()
    })
}

fn fill(template: &str, mut choose: impl FnMut(&str) -> String) -> String {
    let filled = pieces(template).into_iter().map(|piece| match piece {
        Piece::Literal(text) => text.to_owned(),
        Piece::Slot(slot) => choose(slot),
    });

    filled.collect()
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;

    while let Some((literal, (slot, after))) = rest
        .split_once('{')
        .and_then(|(literal, tail)| Some((literal, tail.split_once('}')?)))
    {
        pieces.extend([Piece::Literal(literal), Piece::Slot(slot)]);
        rest = after;
    }
    pieces.push(Piece::Literal(rest));

    pieces
}
