//! Decides from fingerprints alone whether two texts can be duplicates. The other stored texts are
//! neither read nor compared.

use crate::moderation::comparison::DuplicateLimits;
use crate::moderation::facts::Relation;
use crate::text::fingerprint::{Agreement, Fingerprint, is_sentence_key};
use crate::text::skeleton::is_comparable;

/// The fingerprint of a stored comment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredFingerprint<'a> {
    pub version: i16,
    pub letters: i32,
    pub exact_hash: i64,
    /// The keys, without those that too many texts share.
    pub keys: &'a [i32],
    pub relation: Relation,
}

/// With fewer min-hashes in common the estimate of the similarity is too rough.
const MIN_COMPARED: u32 = 24;
/// From so many min-hashes on, duplicates agree in at least one.
const MIN_COMPARED_FOR_ANY: u32 = 15;

/// A pair is left out if its estimated similarity is below this part of the policy's threshold. It
/// is low enough for the error of the estimate: of the edited copies that the keys find, one in two
/// thousand is lost. The policy asks for less from texts of the same author.
const PART_OTHER_AUTHOR: f64 = 0.4;
const PART_SAME_AUTHOR: f64 = 0.3;
/// The same part for a text that occurs in a much longer one, where the similarity is low anyway.
const PART_CONTAINED: f64 = 0.5;

/// Whether a stored text can duplicate this one, so that the texts must be compared.
pub(crate) fn may_be_duplicate(
    text: &Fingerprint,
    stored: &StoredFingerprint<'_>,
    limits: &DuplicateLimits,
) -> bool {
    if text.exact_hash == stored.exact_hash || !is_comparable(stored.version) {
        return true;
    }

    if DuplicateLimits::ask_for_equality(text.letters.min(stored.letters)) {
        // An earlier version may have given an equal text another hash.
        return stored.version < text.version;
    }

    if share_a_sentence(&text.keys, stored.keys) {
        return true;
    }

    let Agreement { equal, of } = Agreement::between(&text.keys, stored.keys);
    if of < MIN_COMPARED {
        return of < MIN_COMPARED_FOR_ANY || equal > 0;
    }

    let part = match stored.relation {
        Relation::SameAuthor => PART_SAME_AUTHOR,
        Relation::SameEmail | Relation::OtherAuthor => PART_OTHER_AUTHOR,
    };
    let near = part * limits.near;
    let contained =
        similarity_of_contained(text, stored, limits).map(|similarity| PART_CONTAINED * similarity);
    let least = contained.map_or(near, |contained| near.min(contained));

    f64::from(equal) >= least * f64::from(of)
}

fn share_a_sentence(left: &[i32], right: &[i32]) -> bool {
    left.iter()
        .any(|key| is_sentence_key(*key) && right.contains(key))
}

/// The Jaccard similarity of two texts of these lengths if just enough of the shorter one occurs in
/// the longer one.
fn similarity_of_contained(
    text: &Fingerprint,
    stored: &StoredFingerprint<'_>,
    limits: &DuplicateLimits,
) -> Option<f64> {
    let shorter = text.letters.min(stored.letters);
    let longer = text.letters.max(stored.letters);
    let shared = limits.containment_of(shorter)? * f64::from(shorter);

    Some(shared / (f64::from(shorter) + f64::from(longer) - shared).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fingerprint::Salt;
    use crate::text::skeleton::Skeleton;

    const TEXT: &str = "Order the miracle drops today, they cured my knees within a single week, no doctor needed. \
        My sister took them too, and she can climb the stairs again.";

    fn fingerprint(text: &str) -> Fingerprint {
        Fingerprint::of(&Skeleton::of(text), &Salt::new([7; 32]))
    }

    fn stored(fingerprint: &Fingerprint) -> StoredFingerprint<'_> {
        StoredFingerprint {
            version: fingerprint.version,
            letters: fingerprint.letters,
            exact_hash: fingerprint.exact_hash,
            keys: &fingerprint.keys,
            relation: Relation::OtherAuthor,
        }
    }

    fn may_duplicate(new: &str, old: &str) -> bool {
        may_be_duplicate(
            &fingerprint(new),
            &stored(&fingerprint(old)),
            &DuplicateLimits::default(),
        )
    }

    #[test]
    fn an_edited_copy_is_worth_reading_and_another_text_is_not() {
        assert!(may_duplicate(
            &TEXT.replace("knees", "hands").replace("sister", "uncle"),
            TEXT
        ));
        assert!(!may_duplicate(
            "Does anybody know whether the data of the northern stations were published yet?",
            TEXT
        ));
    }

    #[test]
    fn a_text_that_occurs_in_a_much_longer_one_is_worth_reading() {
        let other =
            "Nothing of the kind ever happened to us, whatever the people at the market say. "
                .repeat(8);

        assert!(may_duplicate(&format!("{other}{TEXT}"), TEXT));
        assert!(may_duplicate(TEXT, &format!("{TEXT} {other}")));
    }

    #[test]
    fn a_few_words_that_occur_in_a_long_text_are_not_worth_reading() {
        let other =
            "Nothing of the kind ever happened to us, whatever the people at the market say. "
                .repeat(8);
        let (new, old) = (
            fingerprint(&TEXT[..34]),
            fingerprint(&format!("{other}{TEXT}")),
        );

        assert!((20..40).contains(&new.letters), "{}", new.letters);
        assert!(!may_be_duplicate(
            &new,
            &stored(&old),
            &DuplicateLimits::default()
        ));
    }

    #[test]
    fn very_short_texts_are_worth_reading_only_if_they_are_equal() {
        assert!(may_duplicate("love THIS song!", "Love this song"));
        assert!(!may_duplicate("love this son", "Love this song"));
    }

    #[test]
    fn a_very_short_text_of_an_earlier_version_is_worth_reading() {
        let (new, old) = (
            fingerprint("-5 degrees here"),
            fingerprint("It was 5 degrees"),
        );
        let earlier = StoredFingerprint {
            version: old.version - 1,
            ..stored(&old)
        };

        assert!(may_be_duplicate(
            &new,
            &earlier,
            &DuplicateLimits::default()
        ));
        assert!(!may_be_duplicate(
            &new,
            &stored(&old),
            &DuplicateLimits::default()
        ));
    }

    #[test]
    fn a_text_with_too_few_keys_is_worth_reading() {
        let (new, old) = (
            fingerprint("Does anybody know whether the data were published?"),
            fingerprint(TEXT),
        );
        let crowded = |kept: usize| StoredFingerprint {
            keys: &old.keys[14 - kept..],
            ..stored(&old)
        };

        assert!(may_be_duplicate(
            &new,
            &crowded(4),
            &DuplicateLimits::default()
        ));
        assert!(
            !may_be_duplicate(&new, &crowded(5), &DuplicateLimits::default()),
            "duplicates agree in one of fifteen"
        );

        let earlier = StoredFingerprint {
            version: crate::text::skeleton::COMPARABLE_SINCE - 1,
            ..stored(&old)
        };
        assert!(may_be_duplicate(
            &new,
            &earlier,
            &DuplicateLimits::default()
        ));
    }

    #[test]
    fn lower_thresholds_make_more_texts_worth_reading() {
        let strict = DuplicateLimits {
            near: 0.9,
            containment: 1.0,
        };
        let loose = DuplicateLimits {
            near: 0.1,
            containment: 0.1,
        };

        let (new, old) = (fingerprint(&TEXT[..90]), fingerprint(&TEXT[45..]));

        assert!(may_be_duplicate(&new, &stored(&old), &loose));
        assert!(!may_be_duplicate(&new, &stored(&old), &strict));
    }
}
