//! The length of a text, and its words and sentences. Implemented independently of the service, so
//! that the benchmark does not depend on what it measures.

/// The number of letters and digits.
pub fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The length of a text in letters, as the rules of labelling count them: one Chinese or Japanese
/// character carries as much as two and a half letters of other languages, a Korean syllable as
/// much as one and a half.
pub fn weight(text: &str) -> usize {
    let dense = text.chars().filter(|&c| is_dense(c)).count();
    let syllables = text
        .chars()
        .filter(|c| matches!(c, '\u{AC00}'..='\u{D7A3}'))
        .count();

    letters(text) + dense * 3 / 2 + syllables / 2
}

/// Whether the character is a Chinese or Japanese one.
pub fn is_dense(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{FF66}'..='\u{FF9D}')
}

/// A word with the white space behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub space: String,
}

/// The words of a text, separated by white space. In a language without it a word has two
/// characters, about the length of a Chinese word.
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

/// The sentences and lines of a text. A short piece such as "e. V." or "1." belongs to the next
/// sentence.
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

/// Joins two texts with a space, if the language writes spaces.
pub fn beside(first: &str, second: &str) -> String {
    let is_dense_end = first
        .chars()
        .rev()
        .find(|c| c.is_alphanumeric())
        .is_some_and(is_dense);
    let space = if is_dense_end { "" } else { " " };

    format!("{first}{space}{second}")
}
