//! Which pairs does a part consist of?

use std::collections::BTreeSet;

use crate::different::other;
use crate::duplicates::repeat;
use crate::kind::Kind;
use crate::language::{LANGUAGES, Language};
use crate::pair::{Pair, Part};
use crate::random::Random;

/// Tries before a kind counts as one that the language does not have, as leet in Chinese.
const TRIES: usize = 4_000;

/// All pairs of a part; the same in every run.
pub fn pairs(part: Part) -> Vec<Pair> {
    LANGUAGES
        .into_iter()
        .flat_map(|code| of_language(&Language::read(code, part), part))
        .collect()
}

fn of_language(language: &Language, part: Part) -> Vec<Pair> {
    let kinds = Kind::REPEATS.into_iter().chain(Kind::OTHERS);
    let pairs: Vec<Pair> = kinds
        .flat_map(|kind| of_kind(kind, language, part))
        .collect();
    for duplicate in [true, false] {
        let count = pairs
            .iter()
            .filter(|pair| pair.duplicate == duplicate)
            .count();
        assert!(
            count >= 150,
            "{} {}: {count} pairs with duplicate {duplicate}",
            language.code,
            part.as_str()
        );
    }
    pairs
}

fn of_kind(kind: Kind, language: &Language, part: Part) -> Vec<Pair> {
    let duplicate = Kind::REPEATS.contains(&kind);
    let mut random = Random::named(&format!(
        "{} {} {}",
        part.as_str(),
        language.code,
        kind.name()
    ));
    let (mut seen, mut pairs) = (BTreeSet::new(), Vec::new());
    for _ in 0..TRIES {
        let made = if duplicate {
            repeat(kind, language, &mut random)
        } else {
            other(kind, language, &mut random)
        };
        let Some((a, b)) =
            made.filter(|made| pairs.len() < quota(kind) && seen.insert(made.clone()))
        else {
            continue;
        };
        let id = format!(
            "{}-{}-{}-{:02}",
            part.as_str(),
            language.code,
            kind.name(),
            pairs.len() + 1
        );
        let same_author = same_author(kind, &mut random);
        pairs.push(Pair {
            id,
            part,
            language: language.code,
            kind,
            same_author,
            duplicate,
            a,
            b,
        });
    }
    pairs
}

const fn quota(kind: Kind) -> usize {
    match kind {
        Kind::SharedSignature | Kind::SharedFrame | Kind::QuoteThenAnswer => 36,
        Kind::SameTopic => 44,
        Kind::ShortPraise => 30,
        Kind::SameAuthorOtherText | Kind::FormLetter => 26,
        _ => 16,
    }
}

/// Both, where both make sense.
fn same_author(kind: Kind, random: &mut Random) -> bool {
    let percent = match kind {
        Kind::SameAuthorOtherText => 100,
        Kind::ShortPraise | Kind::AnswerInTheSameWords | Kind::QuoteThenAnswer => 0,
        Kind::SameTopic => 20,
        Kind::SharedSignature => 70,
        _ => 50,
    };
    random.chance(percent)
}
