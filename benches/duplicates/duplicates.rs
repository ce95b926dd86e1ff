//! How are the pairs made that must be found?

use crate::disguise::{add_invisible, changed_letters, compatible, leet, look_alike, respell};
use crate::edit::{
    delete, editable_letters, editable_words, exchange, insert, mistype, reorder, replace, truncate,
};
use crate::kind::Kind;
use crate::language::Language;
use crate::letters::{beside, letters, weight};
use crate::random::Random;
use crate::template;

/// A copy of a text as this kind makes it; `None` where the text is too short for the label to be
/// beyond doubt.
pub fn repeat(kind: Kind, language: &Language, random: &mut Random) -> Option<(String, String)> {
    if kind == Kind::SpunSpam {
        return spun(language, random);
    }
    if kind == Kind::EndingChanged {
        return ending(language, random);
    }
    let text = base(kind, language, random);
    if weight(&text) < 30 {
        return None;
    }
    let copy = copy(kind, &text, language, random)?;
    (copy != text).then_some((text, copy))
}

/// Spam is disguised more often than what is not spam.
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
        // Digits stand for Latin letters and for the Cyrillic ones of the same form.
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

/// One letter in so many is another one, at least; else the text had none that this kind changes.
fn altered(text: &str, copy: String, one_in: usize) -> Option<String> {
    (changed_letters(text, &copy) * one_in >= letters(text)).then_some(copy)
}

fn some_of(most: usize, random: &mut Random) -> Option<usize> {
    (most > 0).then(|| random.between(1, most))
}

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

/// A greeting, a signature or both, together not more than half of the text.
fn address(text: &str, language: &Language, random: &mut Random) -> Option<String> {
    let (greeting, closing) = (
        random.pick(&language.greetings),
        random.pick(&language.closings),
    );
    let addressed = match random.below(3) {
        0 => beside(greeting, text),
        1 => format!("{text}\n{closing}"),
        _ => format!("{greeting}\n\n{text}\n\n{closing}"),
    };
    (weight(&addressed) * 2 <= weight(text) * 3).then_some(addressed)
}

/// From a seventh to a half of the text more, behind it or before it.
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

/// The last sentence or the end of it is another one, of at most a quarter of the text.
fn ending(language: &Language, random: &mut Random) -> Option<(String, String)> {
    let text = random.pick(&language.texts);
    let late = text.late.clone()?;
    let same = text
        .text
        .chars()
        .zip(late.chars())
        .take_while(|(one, other)| one == other)
        .count();
    let longest = text.text.chars().count().max(late.chars().count());
    (weight(&text.text) >= 80 && same * 4 >= longest * 3).then(|| (text.text.clone(), late))
}

/// Two spins of one template, of which at least half of the letters are fixed.
fn spun(language: &Language, random: &mut Random) -> Option<(String, String)> {
    let template = random.pick(&language.spun);
    let (one, other) = (
        template::spin(template, random),
        template::spin(template, random),
    );
    let fixed = weight(&template::fixed(template)) * 2;
    (one != other && fixed >= weight(&one) && fixed >= weight(&other)).then_some((one, other))
}
