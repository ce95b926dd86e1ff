//! Folding, character by character.

use super::*;

fn folded(text: &str) -> String {
    let kept = fold(text)
        .into_iter()
        .filter(|folded| folded.class != Class::Nothing);
    kept.map(|folded| folded.character).collect()
}

/// Every character that has a case or a compatibility form. Beyond are Han characters only.
fn characters() -> impl Iterator<Item = char> {
    '\0'..='\u{1FFFF}'
}

#[test]
fn characters_beyond_the_table_fold_as_those_in_it() {
    let dense = '\u{20000}'..='\u{323AF}';
    let private_and_tags = ('\u{323B0}'..='\u{10FFFF}').step_by(61);

    for c in dense.chain(private_and_tags) {
        let (one, other) = (Entry::beyond(c), Entry::of(c));

        assert_eq!(one.first, other.first, "{}", c.escape_unicode());
        assert_eq!(one.rest, other.rest, "{}", c.escape_unicode());
    }
}

#[test]
fn case_never_matters() {
    for c in characters() {
        let upper: String = c.to_uppercase().collect();
        let lower: String = c.to_lowercase().collect();

        assert_eq!(folded(&upper), folded(&lower), "{c}");
        assert_eq!(folded(&upper), folded(&c.to_string()), "{c}");
    }
}

#[test]
fn folding_twice_is_folding_once() {
    for c in characters() {
        let once = folded(&c.to_string());

        assert_eq!(folded(&once), once, "{c} {}", c.escape_unicode());
    }
}

#[test]
fn no_two_letters_of_a_language_fold_to_one() {
    for alphabet in [
        "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",       // Persian
        "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھیے", // Urdu
        "ابپتجچخدرزژسشغفڭگلمنھوۋېى",              // Uyghur
        "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ",
    ] {
        let mut letters: Vec<String> = alphabet
            .chars()
            .map(|letter| folded(&letter.to_string()))
            .collect();
        let count = letters.len();
        letters.sort();
        letters.dedup();

        assert_eq!(letters.len(), count, "{alphabet}");
    }
}

/// A changed Unicode table or rule changes stored fingerprints: then raise
/// `FINGERPRINT_VERSION`.
#[test]
fn the_table_of_this_version_does_not_drift() {
    let all: String = characters()
        .map(|c| folded(&c.to_string()) + "\n")
        .collect();

    assert_eq!(
        xxhash_rust::xxh3::xxh3_64(all.as_bytes()),
        2_172_277_185_796_749_689
    );
}
