//! The words by which contacts are recognised, in ten languages.

use std::collections::{HashMap, HashSet};
use std::iter::once;
use std::sync::LazyLock;

use super::lexicon_words::{AND, DIGITS, NUMBERS, REPEATS, SERVICES, STEMS, WORD_ENDINGS, WORDS};
use super::name_forms::joined_forms;
use super::role::{Role, Roles};
use crate::text::folding::{Class, fold};

/// The meaning of a known word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Meaning {
    /// The digit that the word spells.
    pub digit: Option<char>,
    /// How often the next digit is said: "double five".
    pub repeats: Option<usize>,
    /// The number from ten on that the word spells.
    pub number: Option<u16>,
    /// Stands between hundreds, tens and ones.
    pub is_and: bool,
    pub roles: Roles,
}

impl Meaning {
    pub(super) const fn has(self, role: Role) -> bool {
        self.roles.has(role)
    }
}

/// All known words, folded like the texts.
pub(super) struct Lexicon {
    words: HashMap<Vec<char>, Meaning>,
    /// The beginnings of words whose endings vary.
    stems: HashMap<Vec<char>, Roles>,
    /// The first characters of words in scripts without spaces.
    dense_starts: HashSet<char>,
    longest_dense: usize,
    /// The names of messengers, in the spellings that [`Lexicon::go_on`] knows: whole, or with
    /// [`MASK`] for one letter.
    messengers: HashMap<Vec<char>, Vec<char>>,
    /// The beginnings of those spellings.
    messenger_starts: HashSet<Vec<char>>,
    /// The Arabic article and its forms behind prepositions.
    articles: Vec<Vec<char>>,
}

/// The most letters of a stem; longer words are looked up by so many.
const LONGEST_STEM: usize = 12;
const SHORTEST_STEM: usize = 3;

/// The fewest letters of a messenger's name that is recognised behind marks, and of one in a script
/// without spaces.
const SHORTEST_NAME: usize = 3;
const SHORTEST_DENSE_NAME: usize = 2;
/// The fewest letters of one with a mark for a letter.
const SHORTEST_MASKED: usize = 3;
/// Stands for any letter.
const MASK: char = '*';

/// In Chinese, "heart" sounds like the second character of 微信: `V❤`.
pub(super) const HEARTS: [char; 9] = ['❤', '♥', '♡', '💚', '💙', '💛', '🧡', '💜', '💖'];

/// Marks that look like a letter.
pub(super) const LETTER_MARKS: [char; 7] = ['@', '$', '!', '¡', '€', '¥', '|'];

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

impl Lexicon {
    pub(super) fn get() -> &'static Self {
        &LEXICON
    }

    fn new() -> Self {
        let mut words: HashMap<Vec<char>, Meaning> = HashMap::new();
        for (digit, spellings) in DIGITS {
            for word in spellings.split_whitespace() {
                words.entry(folded(word)).or_default().digit = Some(*digit);
            }
        }
        for (count, spellings) in REPEATS {
            for word in spellings.split_whitespace() {
                words.entry(folded(word)).or_default().repeats = Some(*count);
            }
        }
        for (number, spellings) in NUMBERS {
            for word in spellings.split_whitespace() {
                words.entry(folded(word)).or_default().number = Some(*number);
            }
        }
        for word in AND.split_whitespace() {
            words.entry(folded(word)).or_default().is_and = true;
        }
        for (role, spellings) in WORDS {
            for word in spellings.split_whitespace() {
                words.entry(folded(word)).or_default().roles.add(*role);
            }
        }
        for (role, spellings) in WORDS.iter().filter(|(role, _)| role.names_network()) {
            for form in spellings.split_whitespace().flat_map(joined_forms) {
                words.entry(folded(&form)).or_default().roles.add(*role);
            }
        }

        let mut stems: HashMap<Vec<char>, Roles> = HashMap::new();
        for (role, spellings) in STEMS {
            for stem in spellings.split_whitespace() {
                stems.entry(folded(stem)).or_default().add(*role);
            }
        }

        let messengers = messenger_names(&words);
        let messenger_starts = messengers
            .keys()
            .flat_map(|name| (1..=name.len()).filter_map(|length| name.get(..length)))
            .map(<[char]>::to_vec)
            .collect();

        let is_dense = |word: &&Vec<char>| word.first().is_some_and(|&c| is_dense(c));
        Self {
            dense_starts: words
                .keys()
                .filter(is_dense)
                .filter_map(|word| word.first().copied())
                .collect(),
            longest_dense: words
                .keys()
                .filter(is_dense)
                .map(Vec::len)
                .max()
                .unwrap_or(1),
            articles: ["ال", "لل", "بال", "وال"].map(folded).to_vec(),
            words,
            stems,
            messengers,
            messenger_starts,
        }
    }

    /// The messenger's name that a reading spells.
    pub(super) fn messenger(&self, reading: &[char]) -> Option<Vec<char>> {
        self.messengers.get(reading).cloned()
    }

    /// The readings with one more letter or digit that begin the name of a messenger. A digit may
    /// stand for a letter that it looks like.
    pub(super) fn go_on(&self, readings: Vec<Vec<char>>, c: char) -> Vec<Vec<char>> {
        let alternatives: &[char] = match c {
            '0' => &['o'],
            '1' => &['l', 'i', 'л'],
            '3' => &['e', 'з'],
            '4' => &['a'],
            '5' => &['s'],
            '6' => &['b', 'g'],
            '7' => &['t'],
            '8' => &['b'],
            '9' => &['g'],
            '@' => &['a'],
            '$' => &['s'],
            '!' | '¡' | '|' => &['i', 'l', 'л'],
            '€' => &['e'],
            '¥' => &['y'],
            'l' => &['i', 'л'],
            'i' => &['l', 'л'],
            'ソ' => &['ン'],
            '厶' => &['ム'],
            'ツ' => &['シ'],
            'シ' => &['ツ'],
            _ => &[],
        };
        let longer = readings.iter().flat_map(|reading| {
            once(c)
                .chain(alternatives.iter().copied())
                .map(move |letter| {
                    let mut longer = reading.clone();
                    longer.push(letter);
                    longer
                })
        });

        longer
            .filter(|reading| self.messenger_starts.contains(reading))
            .collect()
    }

    /// The readings behind a mark, which may divide the name, stand for a letter that it looks like,
    /// or stand for any letter.
    pub(super) fn go_on_over(&self, readings: Vec<Vec<char>>, mark: char) -> Vec<Vec<char>> {
        match mark {
            _ if LETTER_MARKS.contains(&mark) => self.go_on(readings, mark),
            _ if HEARTS.contains(&mark) => {
                let read_out = self.go_on(readings.clone(), '信');
                readings.into_iter().chain(read_out).collect()
            }
            '*' | '○' | '◯' | '●' | '×' | '#' | '⭕' | '◎' | '□' | '■' | '△' | '▲' | '☆' | '★'
            | '✕' | '✖' | '❌' => {
                let masked = self.go_on(readings.clone(), MASK);
                readings.into_iter().chain(masked).collect()
            }
            ',' | ':' | ';' | '/' | '?' | '(' | ')' | '[' | ']' | '"' | '=' | '+' | '，' | '、'
            | '。' | '：' | '（' | '）' => Vec::new(),
            _ => readings,
        }
    }

    /// The meaning of a folded word.
    pub(super) fn meaning(&self, word: &[char]) -> Meaning {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// The roles of a folded word by its beginning, behind the Arabic article, too.
    pub(super) fn stem_roles(&self, word: &[char]) -> Roles {
        let mut roles = self.roles_of_beginning(word);
        let articles = self
            .articles
            .iter()
            .filter_map(|article| word.strip_prefix(article.as_slice()));
        for rest in articles {
            roles.join(self.roles_of_beginning(rest));
        }

        roles
    }

    fn roles_of_beginning(&self, word: &[char]) -> Roles {
        let mut roles = Roles::default();
        for length in SHORTEST_STEM..=LONGEST_STEM.min(word.len()) {
            let stem = word.get(..length).and_then(|stem| self.stems.get(stem));
            roles.join(stem.copied().unwrap_or_default());
        }

        roles
    }

    /// Whether a Latin word is a service or has the ending of a usual word.
    pub(super) fn is_usual_word(&self, word: &str) -> bool {
        let mut endings = WORD_ENDINGS.split_whitespace();

        self.is_service(word) || endings.any(|ending| word.ends_with(ending))
    }

    /// Whether a Latin word names a service, or stands beside names.
    pub(super) fn is_service(&self, word: &str) -> bool {
        let mut services = SERVICES.split_whitespace();
        let letters: Vec<char> = word.chars().collect();

        services.any(|service| service == word) || self.words.contains_key(&letters)
    }

    /// The length of the longest known word at the start of dense characters, or 1.
    pub(super) fn dense_length(&self, characters: &[char]) -> usize {
        let is_start = characters
            .first()
            .is_some_and(|first| self.dense_starts.contains(first));
        if !is_start {
            return 1;
        }

        (2..=self.longest_dense.min(characters.len()))
            .rev()
            .find(|&length| {
                let word = characters.get(..length);
                word.is_some_and(|word| self.words.contains_key(word))
            })
            .unwrap_or(1)
    }
}

/// The names of messengers, whole and with [`MASK`] for one letter.
fn messenger_names(words: &HashMap<Vec<char>, Meaning>) -> HashMap<Vec<char>, Vec<char>> {
    let shortest = |name: &[char]| match name.first() {
        Some(&first) if is_dense(first) || name.iter().any(|&c| is_dense(c)) => SHORTEST_DENSE_NAME,
        _ => SHORTEST_NAME,
    };
    let names: Vec<&Vec<char>> = words
        .iter()
        .filter(|(name, meaning)| meaning.has(Role::Messenger) && name.len() >= shortest(name))
        .map(|(name, _)| name)
        .collect();

    let mut spellings = HashMap::new();
    for name in &names {
        if name.len() < SHORTEST_MASKED {
            continue;
        }
        // The first letter says which name is meant.
        for position in 1..name.len() {
            let mut masked = (*name).clone();
            if let Some(letter) = masked.get_mut(position) {
                *letter = MASK;
            }
            spellings.insert(masked, (*name).clone());
        }
    }
    for name in names {
        spellings.insert(name.clone(), name.clone());
    }

    spellings
}

fn is_dense(c: char) -> bool {
    crate::text::characters::is_dense(c)
}

fn folded(word: &str) -> Vec<char> {
    fold(word)
        .into_iter()
        .filter(|folded| folded.class != Class::Nothing)
        .map(|folded| folded.character)
        .collect()
}
