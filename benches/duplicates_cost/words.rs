//! What do the stored comments say? A chain of words without meaning, the same in every run.

use super::random::Random;

/// As many words as somebody knows; the first ones are used far more often than the last ones (Zipf).
const LEXICON: usize = 20_000;
const SYLLABLES: [&str; 40] = [
    "ba", "cor", "den", "el", "fi", "gar", "hol", "in", "ja", "ker", "lum", "mo", "nes", "or", "pa", "qui",
    "ras", "sel", "ti", "ul", "ver", "wo", "xa", "yen", "zu", "bri", "cha", "dro", "fle", "gri", "plo",
    "ste", "tra", "pho", "sha", "ther", "wen", "ing", "ard", "est",
];

fn word(place: usize) -> String {
    // The most frequent words are the shortest ones, as in any language.
    let (mut rest, mut text) = (place, String::new());
    loop {
        text.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
        if rest == 0 {
            return text;
        }
    }
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

/// A comment: one to six sentences, about 160 bytes in the mean.
pub fn comment(random: &mut Random) -> String {
    let sentences = 1 + random.below(2) + if random.chance(25) { random.below(5) } else { 0 };
    (0..sentences).map(|_| sentence(random)).collect::<Vec<_>>().join(" ")
}

pub fn sentence(random: &mut Random) -> String {
    let mut last = random.below(LEXICON);
    let words: Vec<String> = (0..random.between(6, 16))
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
