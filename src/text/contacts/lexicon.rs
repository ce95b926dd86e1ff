//! The words by which contacts are recognised, in ten languages.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::lexicon_words::{DIGITS, REPEATS, STEMS, WORDS};
use super::role::{Role, Roles};
use crate::text::folding::{Class, fold};

/// The meaning of a known word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Meaning {
    /// The digit that the word spells.
    pub digit: Option<char>,
    /// How often the next digit is said: "double five".
    pub repeats: Option<usize>,
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
    /// The Arabic article and its forms behind prepositions.
    articles: Vec<Vec<char>>,
}

/// The most letters of a stem; longer words are looked up by so many.
const LONGEST_STEM: usize = 12;
const SHORTEST_STEM: usize = 3;

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
        for (role, spellings) in WORDS {
            for word in spellings.split_whitespace() {
                words.entry(folded(word)).or_default().roles.add(*role);
            }
        }

        let mut stems: HashMap<Vec<char>, Roles> = HashMap::new();
        for (role, spellings) in STEMS {
            for stem in spellings.split_whitespace() {
                stems.entry(folded(stem)).or_default().add(*role);
            }
        }

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
