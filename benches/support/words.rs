//! What do the stored comments say? A chain of words without meaning, the same in every run.

use super::random::Random;

/// As many words as somebody knows; the first ones are used far more often than the last ones
/// (Zipf).
const LEXICON: usize = 20_000;
/// Letters as often as in English, vowels and consonants by turns.
const VOWELS: [&str; 12] = ["e", "e", "e", "a", "a", "o", "o", "i", "i", "u", "ea", "ou"];
const CONSONANTS: [&str; 28] = [
    "t", "t", "n", "n", "s", "s", "r", "r", "h", "l", "d", "c", "m", "f", "p", "g", "w", "y", "b",
    "v", "k", "st", "th", "nd", "ch", "tr", "j", "z",
];

/// The word of that place; frequent ones are short, as in any language.
fn word(place: usize) -> String {
    let mut random = Random::named(&format!("word {place}"));
    let most = if place < 60 {
        1
    } else if place < 1_000 {
        2
    } else {
        3
    };
    let syllables = random.between(1, most);
    let mut text = String::new();
    for _ in 0..syllables {
        add(&mut text, &mut random, &CONSONANTS);
        add(&mut text, &mut random, &VOWELS);
    }
    if random.chance(60) {
        add(&mut text, &mut random, &CONSONANTS);
    }
    text
}

fn add(text: &mut String, random: &mut Random, pieces: &[&str]) {
    let piece = random.pick(pieces);
    text.push_str(piece);
}

/// A word that follows `last`: a third of the time one of the few that usually do.
fn follow(random: &mut Random, last: usize) -> usize {
    if random.chance(33) {
        return (last * 31 + random.below(8) * 977 + 11) % LEXICON;
    }
    // Twice as far down the list is half as likely: the exponent of a uniform number.
    let scale = random.below(1_430);
    let limit = 1 << (scale / 100);
    (limit + random.below(limit)).min(LEXICON) - 1
}

/// A comment: one to six sentences, about 160 bytes in the mean, and one in eight a word or two.
pub fn comment(random: &mut Random) -> String {
    if random.chance(13) {
        return format!(
            "{} {}",
            word(random.below(LEXICON)),
            word(random.below(LEXICON))
        );
    }
    let sentences = 1
        + random.below(2)
        + if random.chance(25) {
            random.below(5)
        } else {
            0
        };
    (0..sentences)
        .map(|_| sentence(random))
        .collect::<Vec<_>>()
        .join(" ")
}

pub fn sentence(random: &mut Random) -> String {
    let mut last = random.below(LEXICON);
    let words: Vec<String> = (0..random.between(8, 20))
        .map(|_| {
            last = follow(random, last);
            word(last)
        })
        .collect();
    words.join(" ") + "."
}

/// The text with `count` words inserted, deleted or replaced.
pub fn edited(random: &mut Random, text: &str, count: usize) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for _ in 0..count {
        let (place, new) = (random.below(words.len()), word(random.below(LEXICON)));
        match random.below(3) {
            0 => words.insert(place, new),
            1 if words.len() > 3 => drop(words.remove(place)),
            _ => words[place] = new,
        }
    }
    words.join(" ")
}

/// A text of ten thousand letters, the most that is taken.
pub fn longest(random: &mut Random, beginning: &str) -> String {
    let mut text = beginning.to_owned();
    while text.len() < 10_000 {
        text.push(' ');
        text.push_str(&sentence(random));
    }
    text.truncate(10_000);
    text.trim_end().to_owned()
}

/// The number `number` of the signatures that many comments end with.
pub fn signature(number: usize) -> String {
    let mut random = Random::named(&format!("signature {number}"));
    format!(
        "\n\nSent by the members of {} and friends {}",
        word(random.below(LEXICON)),
        sentence(&mut random)
    )
}
