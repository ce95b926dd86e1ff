//! Pairs about wrapping, slots, numbers and word salad.

use crate::disguise::respell;
use crate::edit::{delete, editable_letters, editable_words, insert, mistype, replace};
use crate::kind::Kind;
use crate::language::Language;
use crate::letters::{beside, is_dense, weight, words};
use crate::support::random::Random;
use crate::template;
use crate::texts::Texts;

/// Two texts of this kind; `None` if the label would be open to doubt.
pub fn make_wrapped(kind: Kind, language: &Language, random: &mut Random) -> Option<Texts> {
    let wrapped = &language.wrapped;

    match kind {
        Kind::ShortTextUnderASignature => short_text_under_signature(language, random),
        Kind::CopyWithItsSignature => copy_with_signature(language, random),
        Kind::SlotInAShortAd => slot_in_ad(language, random),
        Kind::NumbersAreTheContent => other_numbers(&wrapped.numbers, random),
        Kind::GuessesInNumbers => other_numbers(&wrapped.guesses, random),
        Kind::WordSalad => word_salad(language, random),
        _ => None,
    }
}

/// Two fillings of one template.
fn other_numbers(templates: &[String], random: &mut Random) -> Option<Texts> {
    two_fillings(pick(templates, random)?, random)
}

fn two_fillings(template: &str, random: &mut Random) -> Option<Texts> {
    let one = template::spin(template, random);
    let other = template::spin(template, random);

    (one != other).then(|| Texts::new(one, other))
}

/// Two fillings of an advertisement, of which at least two thirds are fixed.
fn slot_in_ad(language: &Language, random: &mut Random) -> Option<Texts> {
    let template = pick(&language.wrapped.ads, random)?;
    let texts = two_fillings(template, random)?;
    let fixed = weight(&template::fixed(template));
    let is_slot = |text: &str| (40..=110).contains(&weight(text)) && fixed * 3 >= weight(text) * 2;

    (is_slot(&texts.earlier) && is_slot(&texts.later)).then_some(texts)
}

fn short_text_under_signature(language: &Language, random: &mut Random) -> Option<Texts> {
    let short = short_texts(language, 90);
    let a = *random.pick(&short);
    let b = *random.pick(&short);
    let wrapping = Wrapping::pick(language, random)?;

    (a != b).then(|| Texts::new(wrapping.around(a), wrapping.around(b)))
}

/// A text under a signature, and its copy with up to as many edits as leave it the same text.
fn copy_with_signature(language: &Language, random: &mut Random) -> Option<Texts> {
    let text = *random.pick(&short_texts(language, 200));
    if weight(text) < 30 {
        return None;
    }

    let most = |most: usize, random: &mut Random| (most > 0).then(|| random.between(1, most));
    let copy = match random.below(5) {
        0 => insert(
            text,
            most(editable_words(text), random)?,
            &language.words,
            random,
        ),
        1 => delete(text, most(editable_words(text), random)?, random),
        2 => replace(
            text,
            most(editable_words(text), random)?,
            &language.words,
            random,
        ),
        3 => mistype(text, most(editable_letters(text), random)?, random),
        _ => respell(text, random),
    };
    let wrapping = Wrapping::pick(language, random)?;

    (copy != text).then(|| Texts::new(wrapping.around(text), wrapping.around(&copy)))
}

/// The texts of the language of at most so many letters.
fn short_texts(language: &Language, most: usize) -> Vec<&str> {
    let written = language.texts.iter().map(|text| text.text.as_str());

    language
        .wrapped
        .short_texts
        .iter()
        .map(String::as_str)
        .chain(written)
        .filter(|text| (8..=most).contains(&weight(text)))
        .collect()
}

/// A signature or another standing text, with its place.
struct Wrapping<'a> {
    signature: &'a str,
    place: Place,
}

enum Place {
    Behind(&'static str),
    Before(&'static str),
}

impl<'a> Wrapping<'a> {
    fn pick(language: &'a Language, random: &mut Random) -> Option<Self> {
        let signatures: Vec<&String> = language
            .signatures
            .iter()
            .chain(&language.wrapped.signatures)
            .filter(|signature| (60..=250).contains(&weight(signature)))
            .collect();
        if signatures.is_empty() {
            return None;
        }

        let place = match random.below(10) {
            0..=2 => Place::Behind("\n\n"),
            3..=5 => Place::Behind("\n"),
            6 => Place::Behind("\n\n-- \n"),
            7 => Place::Behind("\n\n---\n\n"),
            _ => Place::Before("\n\n"),
        };

        Some(Self {
            signature: random.pick(&signatures).as_str(),
            place,
        })
    }

    fn around(&self, text: &str) -> String {
        match self.place {
            Place::Behind(between) => format!("{text}{between}{}", self.signature),
            Place::Before(between) => format!("{}{between}{text}", self.signature),
        }
    }
}

const SALAD: usize = 20;

/// One advertisement by two authors, each with other random words around it.
fn word_salad(language: &Language, random: &mut Random) -> Option<Texts> {
    let pitch = pick(&language.wrapped.pitches, random)?;
    if !(100..=250).contains(&weight(pitch)) {
        return None;
    }

    let place = random.below(5);
    let mut salted = || {
        let salad = salad(language, SALAD, random);
        match place {
            0 | 1 => beside(pitch, &salad.join(space(&salad))),
            2 => beside(&salad.join(space(&salad)), pitch),
            3 => {
                let (before, behind) = salad.split_at(SALAD / 2);
                let around = beside(&before.join(space(&salad)), pitch);
                beside(&around, &behind.join(space(&salad)))
            }
            _ => format!("{pitch}\n\n{}", salad.join(space(&salad))),
        }
    };

    Some(Texts::new(salted(), salted()))
}

/// Random words of the language's texts, without their punctuation.
fn salad(language: &Language, count: usize, random: &mut Random) -> Vec<String> {
    let mut salad = Vec::new();

    while salad.len() < count {
        let text = random.pick(&language.texts);
        let words = words(&text.text);
        let word: String = random
            .pick(&words)
            .text
            .chars()
            .filter(|c| c.is_alphanumeric() || *c > '\u{300}')
            .collect();
        if weight(&word) > 2 {
            salad.push(word);
        }
    }

    salad
}

fn space(salad: &[String]) -> &'static str {
    if salad.iter().any(|word| word.contains(is_dense)) {
        ""
    } else {
        " "
    }
}

fn pick<'a>(texts: &'a [String], random: &mut Random) -> Option<&'a String> {
    (!texts.is_empty()).then(|| random.pick(texts))
}
