//! The pairs of a part: so many of each kind in each language.

use std::collections::BTreeSet;

use crate::different::make_different;
use crate::duplicates::make_duplicate;
use crate::kind::Kind;
use crate::language::{LANGUAGES, Language};
use crate::pair::{Pair, Part};
use crate::support::random::Random;
use crate::wrapping::make_wrapped;

/// After so many tries without a pair the language does not have the kind, such as leet in Chinese.
const TRIES: usize = 4_000;
/// A language has at least so many pairs of each label.
const LEAST_PAIRS: usize = 150;

/// All pairs of a part; the same in every run.
pub fn pairs(part: Part) -> Vec<Pair> {
    LANGUAGES
        .into_iter()
        .flat_map(|code| pairs_of_language(&Language::read(code, part), part))
        .collect()
}

fn pairs_of_language(language: &Language, part: Part) -> Vec<Pair> {
    let kinds = Kind::FOUND.into_iter().chain(Kind::DIFFERENT);
    let pairs: Vec<Pair> = kinds
        .flat_map(|kind| pairs_of_kind(kind, language, part))
        .collect();

    for label in [true, false] {
        let count = pairs.iter().filter(|pair| pair.duplicate == label).count();
        assert!(
            count >= LEAST_PAIRS,
            "{} {}: {count} pairs with duplicate {label}",
            language.code,
            part.as_str()
        );
    }

    pairs
}

fn pairs_of_kind(kind: Kind, language: &Language, part: Part) -> Vec<Pair> {
    let name = format!("{} {} {}", part.as_str(), language.code, kind.name());
    let mut random = Random::named(&name);
    let is_duplicate = Kind::FOUND.contains(&kind);
    let mut known = BTreeSet::new();
    let mut pairs = Vec::new();

    for _ in 0..TRIES {
        let made = if kind.is_of_wrapping() {
            make_wrapped(kind, language, &mut random)
        } else if is_duplicate {
            make_duplicate(kind, language, &mut random)
        } else {
            make_different(kind, language, &mut random)
        };
        let Some(texts) = made else {
            continue;
        };
        if pairs.len() == quota(kind) || !known.insert(texts.clone()) {
            continue;
        }

        let id = format!("{}-{:02}", name.replace(' ', "-"), pairs.len() + 1);
        pairs.push(Pair {
            id,
            part,
            language: language.code,
            kind,
            same_author: is_same_author(kind, &mut random),
            duplicate: is_duplicate,
            a: texts.earlier,
            b: texts.later,
        });
    }

    pairs
}

/// The most pairs of a kind in a language.
const fn quota(kind: Kind) -> usize {
    match kind {
        Kind::SharedSignature
        | Kind::SharedFrame
        | Kind::QuoteThenAnswer
        | Kind::ShortTextUnderASignature => 36,
        Kind::SameTopic => 44,
        Kind::ShortPraise => 30,
        Kind::SameAuthorOtherText | Kind::FormLetter => 26,
        _ => 16,
    }
}

/// Whether one author wrote both texts. Both are made where both make sense.
fn is_same_author(kind: Kind, random: &mut Random) -> bool {
    let percent = match kind {
        Kind::SameAuthorOtherText | Kind::NumbersAreTheContent => 100,
        Kind::SlotInAShortAd | Kind::WordSalad | Kind::GuessesInNumbers => 0,
        Kind::ShortPraise | Kind::AnswerInTheSameWords | Kind::QuoteThenAnswer => 0,
        Kind::SameTopic => 20,
        Kind::SharedSignature => 70,
        _ => 50,
    };

    random.chance(percent)
}
