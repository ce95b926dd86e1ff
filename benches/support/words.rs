//! Made-up texts of comments: chains of words without meaning, the same in every run.

use super::random::Random;

/// As many words as a person knows; the first ones are used far more often than the last ones
/// (Zipf's law).
const LEXICON: usize = 20_000;

/// Vowels, and below consonants, about as often as in English.
const VOWELS: [&str; 12] = ["e", "e", "e", "a", "a", "o", "o", "i", "i", "u", "ea", "ou"];
const CONSONANTS: [&str; 28] = [
    "t", "t", "n", "n", "s", "s", "r", "r", "h", "l", "d", "c", "m", "f", "p", "g", "w", "y", "b",
    "v", "k", "st", "th", "nd", "ch", "tr", "j", "z",
];

/// The word at this place of the lexicon. Frequent words are short, as in any language.
fn word(place: usize) -> String {
    let mut random = Random::named(&format!("word {place}"));
    let most_syllables = match place {
        0..60 => 1,
        60..1_000 => 2,
        _ => 3,
    };
    let syllables = random.between(1, most_syllables);

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
    let piece: &&str = random.pick(pieces);
    text.push_str(piece);
}

fn any_word(random: &mut Random) -> String {
    word(random.below(LEXICON))
}

/// The place of a word that follows `last`: in a third of the cases one of eight that usually
/// follow it.
fn follow(random: &mut Random, last: usize) -> usize {
    if random.chance(33) {
        return (last * 31 + random.below(8) * 977 + 11) % LEXICON;
    }

    // A word twice as far down the lexicon is half as likely: the exponent is uniform.
    let scale = random.below(1_430);
    let limit = 1 << (scale / 100);

    (limit + random.below(limit)).min(LEXICON) - 1
}

/// A comment of one to six sentences, 160 bytes in the mean; one in eight has only two words.
pub fn comment(random: &mut Random) -> String {
    if random.chance(13) {
        return format!("{} {}", any_word(random), any_word(random));
    }

    let mut count = 1 + random.below(2);
    if random.chance(25) {
        count += random.below(5);
    }
    let sentences: Vec<String> = (0..count).map(|_| sentence(random)).collect();

    sentences.join(" ")
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
        let place = random.below(words.len());
        let new = any_word(random);
        match random.below(3) {
            0 => words.insert(place, new),
            1 if words.len() > 3 => drop(words.remove(place)),
            _ => words[place] = new,
        }
    }

    words.join(" ")
}

/// A text of ten thousand letters, the most that the service accepts.
pub fn longest(random: &mut Random, beginning: &str) -> String {
    let mut text = beginning.to_owned();

    while text.len() < 10_000 {
        text.push(' ');
        text.push_str(&sentence(random));
    }
    text.truncate(10_000);

    text.trim_end().to_owned()
}

/// The signature with this number. Many comments end with one.
pub fn signature(number: usize) -> String {
    let mut random = Random::named(&format!("signature {number}"));
    format!(
        "\n\nSent by the members of {} and friends {}",
        any_word(&mut random),
        sentence(&mut random)
    )
}
