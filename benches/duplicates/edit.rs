//! Edits that people make to a text before they post it again.

use crate::letters::{Word, beside, is_dense, join, letters, sentences, weight, words};
use crate::support::random::Random;

/// Words that reverse the meaning: with an edit of one, a moderator would call it another text.
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

    NEGATIONS.contains(&format!(" {bare} "))
        || word.text.ends_with("n't")
        || word.text.starts_with("نمی")
        || word.text.contains([
            '不', '没', '无', '未', '别', '非', 'な', 'ず', 'ん', 'ぬ', '無', '否',
        ])
}

/// The places of words that may be removed or replaced: neither negations nor mere signs.
fn editable_places(words: &[Word]) -> Vec<usize> {
    (0..words.len())
        .filter(|&at| letters(&words[at].text) > 0 && !is_negation(&words[at]))
        .collect()
}

/// A filler of one word, so that the number of changes is the number of words.
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

    // From the end, so that the places before stay valid.
    for place in random.places(count, all.len()).into_iter().rev() {
        let is_dense = all[place].text.contains(is_dense);
        let space = if is_dense { "" } else { " " };
        let word = Word {
            text: filler(fillers, random).to_owned(),
            space: space.to_owned(),
        };
        all.insert(place, word);
    }

    join(&all)
}

pub fn delete(text: &str, count: usize, random: &mut Random) -> String {
    let mut all = words(text);
    let editable = editable_places(&all);

    for place in random.places(count, editable.len()).into_iter().rev() {
        all.remove(editable[place]);
    }

    join(&all)
}

pub fn replace(text: &str, count: usize, fillers: &[String], random: &mut Random) -> String {
    let mut all = words(text);
    let editable = editable_places(&all);

    for place in random.places(count, editable.len()) {
        let word = &mut all[editable[place]];

        // The signs at the end of the word stay.
        let behind = word
            .text
            .rfind(char::is_alphanumeric)
            .map_or(0, |at| at + 1);
        let end: String = word.text.get(behind..).unwrap_or_default().to_owned();
        word.text = format!("{}{end}", filler(fillers, random));
    }

    join(&all)
}

/// Replaces two to five words in the second half, but not the last ones, by as many of another
/// text; `None` if that is more than a fifth of the words.
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

/// Makes typing errors: letters swapped, lost, doubled or replaced.
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

/// Puts the sentences into another order; `None` if no other order was found.
pub fn reorder(text: &str, random: &mut Random) -> Option<String> {
    let before = sentences(text);
    let mut after = before.clone();

    for _ in 0..9 {
        random.shuffle(&mut after);
        if after != before {
            break;
        }
    }
    if after == before {
        return None;
    }

    let has_lines = text.contains('\n');
    after.into_iter().reduce(|one, next| {
        if has_lines {
            format!("{one}\n{next}")
        } else {
            beside(&one, &next)
        }
    })
}

/// Cuts a quarter off, usually at the end.
pub fn truncate(text: &str, random: &mut Random) -> String {
    let all = words(text);
    let cut = all.len() / 4;
    if !random.chance(70) {
        return join(&all[cut..]);
    }

    let kept = join(&all[..all.len() - cut]);
    if random.chance(30) {
        format!("{kept}…")
    } else {
        kept
    }
}

/// A text of fewer letters may become another text by one edit.
const EDITABLE: usize = 40;

/// How many words of a text may change before it is another text: one in five, at most five, and
/// none in a text of fewer than eight words.
pub fn editable_words(text: &str) -> usize {
    let count = words(text).len();

    if count < 8 || weight(text) < EDITABLE {
        0
    } else {
        (count / 5).min(5)
    }
}

/// How many typing errors leave a text readable: one in 25 letters, at most four.
pub fn editable_letters(text: &str) -> usize {
    if weight(text) < EDITABLE {
        0
    } else {
        (weight(text) / 25).min(4)
    }
}
