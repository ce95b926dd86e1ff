//! The forms of the names of messengers in a sentence: with the Arabic article, with Persian endings and
//! in the Russian cases.

use super::lexicon_words::{CASES, PREFIXES, SUFFIXES};

/// The forms of one name, without the name itself.
pub(super) fn joined_forms(name: &str) -> Vec<String> {
    match name.chars().next() {
        Some('\u{0600}'..='\u{06FF}') => arabic_forms(name),
        Some('\u{0400}'..='\u{04FF}') => russian_forms(name),
        _ => Vec::new(),
    }
}

fn arabic_forms(name: &str) -> Vec<String> {
    let with_prefix = PREFIXES
        .split_whitespace()
        .map(|prefix| format!("{prefix}{name}"));
    let with_suffix = SUFFIXES
        .split_whitespace()
        .map(|suffix| format!("{name}{suffix}"));

    with_prefix.chain(with_suffix).collect()
}

/// Names of two letters are abbreviations, which have no cases.
fn russian_forms(name: &str) -> Vec<String> {
    const CONSONANTS: &str = "бвгджзклмнпрстфхцчшщ";
    let is_declined = name.chars().count() > 2 && name.ends_with(|c| CONSONANTS.contains(c));
    if !is_declined {
        return Vec::new();
    }

    CASES
        .split_whitespace()
        .map(|ending| format!("{name}{ending}"))
        .collect()
}
