//! How does a person change a text that they post once more?

use crate::letters::{Word, beside, is_dense, join, letters, sentences, weight, words};
use crate::random::Random;

/// Where a small edit turns the meaning round, a moderator would not call it the same text.
const NEGATIONS: &str = " not never no nor nobody nothing none cannot without nicht kein keine keinen keiner nie \
    niemand nichts ohne не нет ни без никто ничего никогда нельзя нету لا لم لن ليس ليست ما غير من دون نه نیست بدون بی هیچ \
    नहीं मत न ना बिना ";

fn is_negation(word: &Word) -> bool {
    let bare: String = word
        .text
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let is_listed = NEGATIONS.contains(&format!(" {bare} "));
    is_listed
        || word.text.ends_with("n't")
        || word.text.starts_with("نمی")
        || word.text.contains([
            '不', '没', '无', '未', '别', '非', 'な', 'ず', 'ん', 'ぬ', '無', '否',
        ])
}

/// Places of words that may go or be another: not those that turn the sense round, not signs alone.
fn free(words: &[Word]) -> Vec<usize> {
    (0..words.len())
        .filter(|&at| letters(&words[at].text) > 0 && !is_negation(&words[at]))
        .collect()
}

/// A filler that is one word, so that what is counted is what changes.
fn filler<'a>(fillers: &'a [String], random: &mut Random) -> &'a str {
    let single: Vec<&str> = fillers
        .iter()
        .map(String::as_str)
        .filter(|filler| !filler.contains(' '))
        .collect();
    single[random.below(single.len())]
}

pub fn insert(text: &str, count: usize, fillers: &[String], random: &mut Random) -> String {
    let mut all = words(text);
    for place in random.places(count, all.len()).into_iter().rev() {
        let space = if all[place].text.contains(is_dense) {
            ""
        } else {
            " "
        };
        all.insert(
            place,
            Word {
                text: filler(fillers, random).to_owned(),
                space: space.to_owned(),
            },
        );
    }
    join(&all)
}

pub fn delete(text: &str, count: usize, random: &mut Random) -> String {
    let mut all = words(text);
    let free = free(&all);
    for place in random.places(count, free.len()).into_iter().rev() {
        all.remove(free[place]);
    }
    join(&all)
}

pub fn replace(text: &str, count: usize, fillers: &[String], random: &mut Random) -> String {
    let mut all = words(text);
    let free = free(&all);
    for place in random.places(count, free.len()) {
        let word = &mut all[free[place]];
        let behind = word
            .text
            .rfind(char::is_alphanumeric)
            .map_or(0, |at| at + 1);
        let end: String = word.text.get(behind..).unwrap_or_default().to_owned();
        word.text = format!("{}{end}", filler(fillers, random));
    }
    join(&all)
}

/// Two to five words in the second half, not the last ones, give way to as many of another text;
/// `None` where that is more than a fifth of the words.
pub fn exchange(text: &str, other: &str, random: &mut Random) -> Option<String> {
    let (mut all, others) = (words(text), words(other));
    let count = random.between(2, 5);
    if count * 5 > all.len() || count > others.len() {
        return None;
    }
    let place = random.between(all.len() / 2, all.len() - count - 1);
    let from = random.below(others.len() - count + 1);
    for at in 0..count {
        all[place + at].text.clone_from(&others[from + at].text);
    }
    Some(join(&all))
}

/// Slips of the finger: neighbours swapped, a letter lost, doubled or another one.
pub fn mistype(text: &str, count: usize, random: &mut Random) -> String {
    let mut typed: Vec<char> = text.chars().collect();
    for _ in 0..count {
        let inside: Vec<usize> = (1..typed.len())
            .filter(|&at| typed[at - 1].is_alphabetic() && typed[at].is_alphabetic())
            .collect();
        let at = *random.pick(&inside);
        match random.below(4) {
            0 if typed[at] != typed[at - 1] => typed.swap(at - 1, at),
            1 => drop(typed.remove(at)),
            2 => typed.insert(at, typed[at]),
            _ => typed[at] = typed[*random.pick(&inside)],
        }
    }
    typed.into_iter().collect()
}

/// `None` where there are not sentences enough to order anew.
pub fn reorder(text: &str, random: &mut Random) -> Option<String> {
    let before = sentences(text);
    let mut after = before.clone();
    for _ in 0..9 {
        random.shuffle(&mut after);
        if after != before {
            let glue = if text.contains('\n') { "\n" } else { "" };
            return after.into_iter().reduce(|one, next| {
                if glue.is_empty() {
                    beside(&one, &next)
                } else {
                    format!("{one}{glue}{next}")
                }
            });
        }
    }
    None
}

/// A quarter cut, mostly at the end.
pub fn truncate(text: &str, random: &mut Random) -> String {
    let all = words(text);
    let cut = all.len() / 4;
    if random.chance(70) {
        let kept = join(&all[..all.len() - cut]);
        if random.chance(30) {
            format!("{kept}…")
        } else {
            kept
        }
    } else {
        join(&all[cut..])
    }
}

/// Below this many letters an edit may make another text of it.
const EDITABLE: usize = 40;

/// How many words of a text may be other ones before it is another text: one in five, five at most,
/// and none in a text of less than eight.
pub fn editable_words(text: &str) -> usize {
    let count = words(text).len();
    if count < 8 || weight(text) < EDITABLE {
        0
    } else {
        (count / 5).min(5)
    }
}

/// How many slips leave a text readable: one in 25 letters, four at most.
pub fn editable_letters(text: &str) -> usize {
    if weight(text) < EDITABLE {
        0
    } else {
        (weight(text) / 25).min(4)
    }
}
