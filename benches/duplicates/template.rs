//! What does a text with slots say? `{this|that}` is one of several, `{##}` a number of so many
//! digits, `{1}` the first filling of a form.

use crate::random::Random;

enum Piece<'a> {
    Literal(&'a str),
    Slot(&'a str),
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

fn fill(template: &str, mut choose: impl FnMut(&str) -> String) -> String {
    let filled = pieces(template).into_iter().map(|piece| match piece {
        Piece::Literal(text) => text.to_owned(),
        Piece::Slot(slot) => choose(slot),
    });
    filled.collect()
}

/// The text as it was written first.
pub fn first(template: &str) -> String {
    fill(template, |slot| {
        slot.split('|').next().unwrap_or_default().to_owned()
    })
}

/// The same with its late phrase changed, where it has one.
pub fn second(template: &str) -> Option<String> {
    let slots = pieces(template)
        .iter()
        .filter(|piece| matches!(piece, Piece::Slot(_)))
        .count();
    (slots > 0).then(|| {
        fill(template, |slot| {
            slot.split('|').next_back().unwrap_or_default().to_owned()
        })
    })
}

/// One spin of spam.
pub fn spin(template: &str, random: &mut Random) -> String {
    fill(template, |slot| {
        let choices: Vec<&str> = slot.split('|').collect();
        let chosen = *random.pick(&choices);
        if !chosen.contains('#') {
            return chosen.to_owned();
        }
        // A number does not begin with a zero.
        let mut least = 1;
        let digits = chosen.chars().map(|c| match c {
            '#' => {
                let digit = random.between(std::mem::take(&mut least), 9);
                char::from_digit(u32::try_from(digit).unwrap(), 10).unwrap()
            }
            c => c,
        });
        digits.collect()
    })
}

/// The words of a spun text that every spin has.
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
