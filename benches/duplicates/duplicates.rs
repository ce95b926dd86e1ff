//! Pairs that must be found: a text and an altered copy of it.

use crate::disguise::{add_invisible, changed_letters, compatible, leet, look_alike, respell};
use crate::edit::{
    delete, editable_letters, editable_words, exchange, insert, mistype, reorder, replace, truncate,
};
use crate::kind::Kind;
use crate::language::Language;
use crate::letters::{beside, letters, weight};
use crate::support::random::Random;
use crate::template;
use crate::texts::Texts;

/// A text and a copy of this kind; `None` if the label would be open to doubt.
pub fn make_duplicate(kind: Kind, language: &Language, random: &mut Random) -> Option<Texts> {
    match kind {
        Kind::SpunSpam => spun(language, random),
        Kind::EndingChanged => ending(language, random),
        _ => copied(kind, language, random),
    }
}

fn copied(kind: Kind, language: &Language, random: &mut Random) -> Option<Texts> {
    let text = base(kind, language, random);
    if weight(&text) < 30 {
        return None;
    }

    let copy = copy(kind, &text, language, random)?;
    (copy != text).then(|| Texts::new(text, copy))
}

/// The text to copy. A disguise is often one of spam.
fn base(kind: Kind, language: &Language, random: &mut Random) -> String {
    const DISGUISES: [Kind; 5] = [
        Kind::CasePunctuationSpacing,
        Kind::InvisibleLetters,
        Kind::LookAlikeLetters,
        Kind::CompatibilityLetters,
        Kind::Leet,
    ];

    if DISGUISES.contains(&kind) && random.chance(30) {
        let template: &String = random.pick(&language.spun);
        return template::spin(template, random);
    }

    random.pick(&language.texts).text.clone()
}

fn copy(kind: Kind, text: &str, language: &Language, random: &mut Random) -> Option<String> {
    let long_enough = |least: usize| (weight(text) >= least).then_some(());

    match kind {
        Kind::CasePunctuationSpacing => Some(respell(text, random)),
        Kind::InvisibleLetters => Some(add_invisible(text, random)),
        Kind::LookAlikeLetters => altered(text, look_alike(text, random), 40),
        Kind::CompatibilityLetters => altered(text, compatible(text, random), 20),
        // Digits replace Latin letters and the Cyrillic letters of the same form.
        Kind::Leet if !["en", "de", "es", "ru"].contains(&language.code) => None,
        Kind::Leet => altered(text, leet(text, random), 12),
        Kind::EmojiOrLinkAdded => Some(decorate(text, random)),
        Kind::WordsInserted => some_of(editable_words(text), random)
            .map(|count| insert(text, count, &language.words, random)),
        Kind::WordsDeleted => {
            some_of(editable_words(text), random).map(|count| delete(text, count, random))
        }
        Kind::WordsReplaced => some_of(editable_words(text), random)
            .map(|count| replace(text, count, &language.words, random)),
        Kind::LatePhraseChanged => {
            let other = &random.pick(&language.texts).text;
            long_enough(80).and_then(|()| exchange(text, other, random))
        }
        Kind::Typos => {
            some_of(editable_letters(text), random).map(|count| mistype(text, count, random))
        }
        Kind::SentencesReordered => long_enough(80).and_then(|()| reorder(text, random)),
        Kind::GreetingOrSignatureAdded => {
            long_enough(60).and_then(|()| address(text, language, random))
        }
        Kind::Extended => long_enough(60).and_then(|()| extend(text, language, random)),
        Kind::Truncated => long_enough(80).map(|()| truncate(text, random)),
        _ => None,
    }
}

/// The copy, if at least one letter in so many has changed.
fn altered(text: &str, copy: String, one_in: usize) -> Option<String> {
    (changed_letters(text, &copy) * one_in >= letters(text)).then_some(copy)
}

/// A number from 1 to `most`; `None` if that is 0.
fn some_of(most: usize, random: &mut Random) -> Option<usize> {
    (most > 0).then(|| random.between(1, most))
}

/// Adds emoji or a link.
fn decorate(text: &str, random: &mut Random) -> String {
    const EMOJI: [&str; 12] = [
        "😂",
        "🔥🔥",
        "👍🏽",
        "❤️",
        "🙏",
        "😡😡😡",
        "👏",
        "🤔",
        "✨",
        "💯",
        "😍",
        "👨‍👩‍👧",
    ];
    const LINKS: [&str; 6] = [
        "https://short.example/x7Kq",
        "www.best-offers.example",
        "http://news.example/2024/05/story.html?ref=comments",
        "https://video.example/watch?v=dQ8f_2kLm",
        "[more here](https://blog.example/about)",
        "see-more.example/today",
    ];

    match random.below(4) {
        0 => format!("{} {text}", random.pick(&EMOJI)),
        1 => format!("{text} {}{}", random.pick(&EMOJI), random.pick(&EMOJI)),
        2 => format!("{text} {}", random.pick(&LINKS)),
        _ => format!("{}\n{text} {}", random.pick(&LINKS), random.pick(&EMOJI)),
    }
}

/// Adds a greeting, a signature or both, together at most half of the text.
fn address(text: &str, language: &Language, random: &mut Random) -> Option<String> {
    let greeting = random.pick(&language.greetings);
    let closing = random.pick(&language.closings);
    let addressed = match random.below(3) {
        0 => beside(greeting, text),
        1 => format!("{text}\n{closing}"),
        _ => format!("{greeting}\n\n{text}\n\n{closing}"),
    };

    (weight(&addressed) * 2 <= weight(text) * 3).then_some(addressed)
}

/// Adds from a seventh to a half of the text, behind it or before it.
fn extend(text: &str, language: &Language, random: &mut Random) -> Option<String> {
    let addition = random.pick(&language.additions);
    let share = weight(addition) * 100 / weight(text);
    let extended = if random.chance(70) {
        beside(text, addition)
    } else {
        beside(addition, text)
    };

    (14..=50).contains(&share).then_some(extended)
}

/// A text, and the same with another ending of at most a quarter of it.
fn ending(language: &Language, random: &mut Random) -> Option<Texts> {
    let text = random.pick(&language.texts);
    let late = text.late.clone()?;
    let same = text
        .text
        .chars()
        .zip(late.chars())
        .take_while(|(one, other)| one == other)
        .count();
    let longest = text.text.chars().count().max(late.chars().count());

    (weight(&text.text) >= 80 && same * 4 >= longest * 3).then(|| Texts::new(&text.text, late))
}

/// Two variants of one template, of which at least half of the letters are fixed.
fn spun(language: &Language, random: &mut Random) -> Option<Texts> {
    let template = random.pick(&language.spun);
    let one = template::spin(template, random);
    let other = template::spin(template, random);

    let fixed = weight(&template::fixed(template)) * 2;
    (one != other && fixed >= weight(&one) && fixed >= weight(&other))
        .then(|| Texts::new(one, other))
}
