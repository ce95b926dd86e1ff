//! What do the stored comments say? A chain of words without meaning, the same in every run.

use super::random::Random;

const OPENINGS: [&str; 12] = [
    "I think",
    "Honestly",
    "In our town",
    "Last week",
    "Nobody says",
    "It seems",
    "For years",
    "My neighbour says",
    "As far as I know",
    "Once more",
    "At the market",
    "In the article",
];
const STEMS: [&str; 48] = [
    "garden", "winter", "school", "bridge", "council", "number", "letter", "morning", "river", "engine",
    "doctor", "ticket", "market", "summer", "window", "paper", "budget", "forest", "railway", "teacher",
    "harbour", "kitchen", "planet", "record", "village", "battery", "museum", "pension", "orchard", "signal",
    "theatre", "factory", "tenant", "journal", "weather", "mountain", "traffic", "library", "hospital",
    "election", "concert", "village", "shelter", "pipeline", "festival", "contract", "lantern", "meadow",
];
const LINKS: [&str; 24] = [
    "of the",
    "and",
    "without",
    "near the",
    "with",
    "because",
    "although",
    "before",
    "after the",
    "never",
    "often",
    "which",
    "than",
    "in every",
    "under",
    "between",
    "for the",
    "against",
    "about",
    "instead of",
    "like the",
    "through",
    "while",
    "beyond",
];
const VERBS: [&str; 24] = [
    "costs", "needs", "closes", "repairs", "forgets", "carries", "replaces", "explains", "measures", "burns",
    "shows", "pays", "keeps", "waits", "leaves", "grows", "teaches", "opens", "breaks", "follows", "saves",
    "loses", "counts", "brings",
];
const ENDINGS: [&str; 10] = ["", "s", "er", "ing", "hood", "ful", "less", "wise", "ward", "like"];

/// A word that follows `last`: two thirds of the time one of the few that usually do.
fn follow(random: &mut Random, last: usize) -> usize {
    let all = STEMS.len() * ENDINGS.len();
    if random.chance(66) { (last * 31 + random.below(40) * 7 + 11) % all } else { random.below(all) }
}

fn word(place: usize) -> String {
    format!("{}{}", STEMS[place % STEMS.len()], ENDINGS[place / STEMS.len() % ENDINGS.len()])
}

/// A comment: one to six sentences, about 160 bytes in the mean.
pub fn comment(random: &mut Random) -> String {
    let sentences = 1 + random.below(3) + usize::from(random.chance(20)) * random.below(4);
    (0..sentences).map(|_| sentence(random)).collect::<Vec<_>>().join(" ")
}

pub fn sentence(random: &mut Random) -> String {
    let mut last = random.below(STEMS.len() * ENDINGS.len());
    let mut words = vec![(*random.pick(&OPENINGS)).to_owned()];
    for place in 0..random.between(3, 8) {
        last = follow(random, last);
        words.push(word(last));
        let between: &[&str] = if place % 2 == 0 { &VERBS } else { &LINKS };
        words.push((*random.pick(between)).to_owned());
    }
    words.push(word(follow(random, last)));
    words.join(" ") + "."
}

/// The text with `count` words inserted, deleted or replaced.
pub fn edited(random: &mut Random, text: &str, count: usize) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for _ in 0..count {
        let (place, new) = (random.below(words.len()), word(random.below(480)));
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
    format!("\n\nSent by the members of {} and friends {}", word(random.below(480)), sentence(&mut random))
}
