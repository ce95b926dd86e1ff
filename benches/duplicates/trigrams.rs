//! The `similarity()` of PostgreSQL's pg_trgm, implemented here, so that the benchmark runs without
//! the contrib package. On the pairs of the development part it equals that of PostgreSQL 15 in a
//! database whose character type is C.UTF-8, to six digits.

use std::collections::BTreeSet;

/// The shared trigrams divided by all trigrams of both texts, 0 to 1.
pub fn similarity(a: &str, b: &str) -> f64 {
    let (a, b) = (trigrams(a), trigrams(b));
    let shared = a.intersection(&b).count();
    let all = a.len() + b.len() - shared;

    if all == 0 {
        0.0
    } else {
        float(shared) / float(all)
    }
}

/// The trigrams of each word in lower case, with two spaces before it and one after it.
fn trigrams(text: &str) -> BTreeSet<[char; 3]> {
    let lower: String = text.chars().map(to_lower).collect();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());

    let mut trigrams = BTreeSet::new();
    for word in words {
        let padded: Vec<char> = format!("  {word} ").chars().collect();
        trigrams.extend(padded.windows(3).map(|gram| [gram[0], gram[1], gram[2]]));
    }

    trigrams
}

/// The database's `lower()` maps letter by letter: a letter that becomes two letters is kept.
fn to_lower(c: char) -> char {
    let mut lower = c.to_lowercase();

    if lower.len() == 1 {
        lower.next().unwrap_or(c)
    } else {
        c
    }
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
