//! Selects the candidates whose texts are read: those that may be alike, the likeliest first, and no
//! more than a budget of letters.

use std::collections::BTreeSet;

use crate::db::duplicates::candidates::CandidateRow;
use crate::domain::budgets::{COMPARED_LETTERS, PARTS_OF_A_TEXT};
use crate::domain::ids::CommentId;
use crate::text::fingerprint::Fingerprint;
use crate::text::skeleton::MOST_LETTERS;

/// The candidates whose texts are read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Selection {
    /// The likeliest duplicates first.
    pub comments: Vec<CommentId>,
    /// Whether candidates were left out because those before them have too many letters.
    pub is_cut: bool,
}

/// A candidate that may be alike. In the order of the fields the greatest is the likeliest: equal
/// texts, then those that share the most keys, then the newest.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    is_equal: bool,
    shared_keys: usize,
    comment: CommentId,
    letters: u64,
}

impl Selection {
    /// Selects among candidates that may be alike to the text. A candidate that was found in several
    /// ways counts once.
    pub(super) fn of<'a>(
        text: &Fingerprint,
        candidates: impl Iterator<Item = &'a CandidateRow>,
    ) -> Self {
        let alike: BTreeSet<Alike> = candidates.map(|row| Alike::of(text, row)).collect();
        let least = letters(text.letters) / PARTS_OF_A_TEXT;

        let mut selection = Self::default();
        let mut left = COMPARED_LETTERS;
        for candidate in alike.into_iter().rev() {
            let Some(after) = left.checked_sub(candidate.letters.max(least)) else {
                selection.is_cut = true;
                break;
            };
            left = after;
            selection.comments.push(candidate.comment);
        }

        selection
    }
}

impl Alike {
    fn of(text: &Fingerprint, row: &CandidateRow) -> Self {
        let shared = row.keys.iter().filter(|key| text.keys.contains(key));

        Self {
            is_equal: row.exact_hash == text.exact_hash,
            shared_keys: shared.count(),
            comment: row.comment_id,
            letters: letters(row.letters).min(MOST_LETTERS),
        }
    }
}

fn letters(stored: i32) -> u64 {
    u64::try_from(stored).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::text::skeleton::FINGERPRINT_VERSION;

    const KEYS: [i32; 4] = [1, 2, 3, 4];

    fn text(letters: i32) -> Fingerprint {
        Fingerprint {
            version: FINGERPRINT_VERSION,
            letters,
            exact_hash: 7,
            keys: KEYS.to_vec(),
            probes: Vec::new(),
        }
    }

    fn row(number: u128, letters: i32, keys: &[i32]) -> CandidateRow {
        CandidateRow {
            comment_id: CommentId(Uuid::from_u128(number)),
            fingerprint_version: FINGERPRINT_VERSION,
            letters,
            exact_hash: 0,
            keys: keys.to_vec(),
            created_at: DateTime::UNIX_EPOCH,
            of_author: false,
        }
    }

    fn numbers(selection: &Selection) -> Vec<u128> {
        let ids = selection.comments.iter();

        ids.map(|comment| comment.0.as_u128()).collect()
    }

    fn select(text: &Fingerprint, rows: &[CandidateRow]) -> Selection {
        Selection::of(text, rows.iter())
    }

    #[test]
    fn equal_texts_come_first_then_those_with_most_keys_in_common_then_the_newest() {
        let equal = CandidateRow {
            exact_hash: 7,
            ..row(1, 90, &[])
        };
        let rows = [
            row(5, 90, &[1]),
            row(3, 90, &[1, 2, 9]),
            row(4, 90, &[2]),
            equal,
            row(2, 90, &KEYS),
        ];

        let selection = select(&text(90), &rows);

        assert_eq!(numbers(&selection), [1, 2, 3, 5, 4]);
        assert!(!selection.is_cut);
    }

    #[test]
    fn a_candidate_that_was_found_in_two_ways_counts_once() {
        let of_author = CandidateRow {
            of_author: true,
            ..row(1, 90, &KEYS)
        };

        let selection = select(&text(90), &[row(1, 90, &KEYS), of_author]);

        assert_eq!(numbers(&selection), [1]);
    }

    #[test]
    fn no_more_letters_are_compared_than_the_budget_has() {
        let rows: Vec<CandidateRow> = (0..320).map(|at| row(at, 10_000, &KEYS)).collect();

        let selection = select(&text(10_000), &rows);

        assert_eq!(selection.comments.len(), 20);
        assert!(selection.is_cut);
        assert_eq!(
            numbers(&selection).first(),
            Some(&319),
            "the newest of equals"
        );
    }

    #[test]
    fn all_candidates_of_ordinary_length_are_compared() {
        for (own, theirs) in [(600, 600), (10_000, 300), (60, 60)] {
            let rows: Vec<CandidateRow> = (0..320).map(|at| row(at, theirs, &KEYS)).collect();

            let selection = select(&text(own), &rows);

            assert_eq!(selection.comments.len(), 320, "{own} {theirs}");
            assert!(!selection.is_cut);
        }
    }

    #[test]
    fn a_text_that_is_too_long_for_its_candidates_is_compared_with_fewer() {
        let rows: Vec<CandidateRow> = (0..320).map(|at| row(at, 30, &KEYS)).collect();

        let selection = select(&text(80_000), &rows);

        assert_eq!(selection.comments.len(), 40);
        assert!(selection.is_cut);
    }

    /// Earlier versions counted all letters that a text folds to.
    #[test]
    fn a_candidate_of_an_earlier_version_never_takes_the_whole_budget() {
        let rows = [row(2, 393_216, &KEYS), row(1, 10_000, &KEYS)];

        let selection = select(&text(10_000), &rows);

        assert_eq!(numbers(&selection), [2, 1]);
    }
}
