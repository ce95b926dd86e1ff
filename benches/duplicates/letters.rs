//! How long is a text, and where do its words and sentences end? Written anew here, so that the
//! measure does not lean on what it measures.

/// Letters and digits.
pub fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// One character of Chinese or Japanese says as much as two and a half letters elsewhere, a Korean
/// syllable as much as one and a half. The rules of labelling speak of letters in this sense.
pub fn weight(text: &str) -> usize {
    let dense = text.chars().filter(|&c| is_dense(c)).count();
    let syllables = text
        .chars()
        .filter(|c| matches!(c, '\u{AC00}'..='\u{D7A3}'))
        .count();
    letters(text) + dense * 3 / 2 + syllables / 2
}

pub fn is_dense(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{FF66}'..='\u{FF9D}')
}

/// A word with what stands behind it up to the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub space: String,
}

/// Words by white space; where none is written, two characters, about the length of a Chinese word.
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for c in text.chars() {
        let is_new = words.last().is_none_or(|word| {
            let is_full =
                c.is_alphanumeric() && word.text.chars().filter(|&c| is_dense(c)).count() >= 2;
            !c.is_whitespace() && (!word.space.is_empty() || is_full)
        });
        if is_new {
            words.push(Word {
                text: String::new(),
                space: String::new(),
            });
        }
        if let Some(word) = words.last_mut() {
            if c.is_whitespace() {
                word.space.push(c)
            } else {
                word.text.push(c)
            }
        }
    }
    words
}

pub fn join(words: &[Word]) -> String {
    words
        .iter()
        .flat_map(|word| [word.text.as_str(), word.space.as_str()])
        .collect::<String>()
        .trim()
        .to_owned()
}

const ENDS: [char; 8] = ['.', '!', '?', '…', '。', '！', '？', '।'];

/// Sentences and lines, each of some length: what is shorter ("e. V.", "1.") belongs to the next
/// one.
pub fn sentences(text: &str) -> Vec<String> {
    let mut sentences = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let Some(sentence) = sentences.last_mut() else {
            break;
        };
        sentence.push(c);
        let next = characters.peek();
        let is_end = matches!(c, '。' | '！' | '？' | '\n')
            || ((ENDS.contains(&c) || c == '؟') && next.is_some_and(|next| next.is_whitespace()));
        let goes_on = next.is_none_or(|next| {
            ENDS.contains(next) || matches!(next, '」' | '）' | ')' | '"' | '”')
        });
        if is_end && !goes_on && weight(sentence) >= 15 {
            sentences.push(String::new());
        }
    }
    let trimmed = sentences.iter().map(|sentence| sentence.trim().to_owned());
    trimmed.filter(|sentence| letters(sentence) > 0).collect()
}

/// Texts side by side: a space between them where the language writes one.
pub fn beside(first: &str, second: &str) -> String {
    let is_dense_end = first
        .chars()
        .rev()
        .find(|c| c.is_alphanumeric())
        .is_some_and(is_dense);
    format!("{first}{}{second}", if is_dense_end { "" } else { " " })
}
