//! Compares two texts that are equal but for one stretch.

use super::letter_stream::weight_of_words;
use super::skeleton::Skeleton;

/// Two texts as one template with a slot: they begin and end alike. All numbers are letters, and
/// numbers have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    /// What is before and behind the slot.
    pub fixed: u32,
    /// The longer one of the two fillings.
    pub filling: u32,
}

impl Slot {
    /// The slot is the stretch between the longest beginning and the longest end that both have.
    pub(crate) fn between(a: &Skeleton, b: &Skeleton) -> Self {
        let (a, b) = (a.stream().letters.as_slice(), b.stream().letters.as_slice());

        let before = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let inner_a = a.get(before..).unwrap_or_default();
        let inner_b = b.get(before..).unwrap_or_default();
        let pairs = inner_a.iter().rev().zip(inner_b.iter().rev());
        let behind = pairs.take_while(|(a, b)| a == b).count();

        let filling = |inner: &[char]| {
            let end = inner.len().saturating_sub(behind);
            weight_of_words(inner.iter().take(end))
        };

        Self {
            fixed: weight_of_words(a.iter().take(before))
                + weight_of_words(inner_a.iter().rev().take(behind)),
            filling: filling(inner_a).max(filling(inner_b)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: &str, b: &str) -> Slot {
        Slot::between(&Skeleton::of(a), &Skeleton::of(b))
    }

    #[test]
    fn a_slot_is_at_the_start_in_the_middle_or_at_the_end() {
        assert_eq!(
            between("Call Maria for money", "Call Peter for money"),
            Slot {
                fixed: 11,
                filling: 5
            }
        );
        assert_eq!(
            between("Ann pays you today now", "Tom Berg pays you today now").filling,
            7
        );
        assert_eq!(
            between("For profit message Ann", "For profit message Eve").fixed,
            15
        );
    }

    #[test]
    fn a_number_has_no_weight() {
        assert_eq!(
            between("Only 45 dollars today", "Only 105 dollars today"),
            Slot {
                fixed: 15,
                filling: 0
            }
        );
    }

    #[test]
    fn what_two_texts_begin_and_end_with_counts_once() {
        assert_eq!(
            between("ananas", "anas"),
            Slot {
                fixed: 4,
                filling: 2
            }
        );
    }
}
