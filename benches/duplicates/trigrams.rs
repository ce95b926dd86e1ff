//! How alike are two texts to PostgreSQL's pg_trgm? Its `similarity()`, written anew, so that the
//! measure runs where no contrib package is. On the pairs of the development part it gives what the
//! real one of PostgreSQL 15 gives in a database whose character type is C.UTF-8, to six digits.

use std::collections::BTreeSet;

/// Trigrams in common over all trigrams of both, 0 to 1.
pub fn similarity(a: &str, b: &str) -> f64 {
    let (a, b) = (trigrams(a), trigrams(b));
    let shared = a.intersection(&b).count();
    let all = a.len() + b.len() - shared;
    if all == 0 {
        0.0
    } else {
        count(shared) / count(all)
    }
}

/// Of each word in small letters, with two spaces before it and one behind it.
fn trigrams(text: &str) -> BTreeSet<[char; 3]> {
    let small = text.chars().flat_map(|c| {
        // The database's lower() maps letter by letter: what becomes two letters stays.
        let mut small = c.to_lowercase();
        if small.len() == 1 {
            small.next().unwrap_or(c)
        } else {
            c
        }
        .to_string()
        .chars()
        .collect::<Vec<_>>()
    });
    let small: String = small.collect();
    let words = small
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .flat_map(|word| {
            let padded: Vec<char> = format!("  {word} ").chars().collect();
            padded
                .windows(3)
                .map(|gram| [gram[0], gram[1], gram[2]])
                .collect::<Vec<_>>()
        })
        .collect()
}

fn count(items: usize) -> f64 {
    f64::from(u32::try_from(items).unwrap_or(u32::MAX))
}
