//! Do copies meet and strangers pass each other by?

use proptest::prelude::*;

use super::*;
use crate::text::similarity::Similarity;

const SALT: Salt = Salt::new([7; 32]);

fn of(text: &str) -> Fingerprint {
    Fingerprint::of(&Skeleton::of(text), &SALT)
}

fn shared_keys(a: &Fingerprint, b: &Fingerprint) -> usize {
    a.keys.iter().filter(|key| b.keys.contains(key)).count()
}

/// Text number `seed` of `length` words: invented ones of six letters, in a fixed, scattered order.
fn sentence(seed: u64, length: u64) -> Vec<String> {
    let letter = |byte: u8| char::from(b'a' + byte % 26);
    let word = |place| mix(seed * 1_000 + place).to_le_bytes().into_iter().take(6).map(letter).collect();
    (0..length).map(word).collect()
}

#[test]
fn equal_texts_have_equal_fingerprints_and_different_ones_different_hashes() {
    let text = "The bees came back to our garden on Sunday";
    assert_eq!(of(text), of("the BEES came back,\nto our garden on sunday!"));
    assert_ne!(of(text).exact_hash, of("The bees came back to our garden on Monday").exact_hash);
}

#[test]
fn another_link_makes_a_near_text_and_not_an_equal_one() {
    let (one, two) = (
        of("Read this before you plant anything https://a.example"),
        of("Read this before you plant anything https://b.example"),
    );
    assert_ne!(one.exact_hash, two.exact_hash);
    assert_eq!(one.keys, two.keys);
}

#[test]
fn a_short_text_has_no_keys() {
    assert_eq!(of("Love this song!").keys, Vec::<i32>::new());
    assert_eq!(of("很好的歌").keys, Vec::<i32>::new());
    assert_eq!(of("蜜蜂今天回到了花园").keys.len(), 21);
    assert_eq!(of("The bees came back to our garden").keys.len(), 21);
    assert_eq!(of("0171 555 1234, 0171 555 1235, 0171 555 1236").keys, Vec::<i32>::new());
}

#[test]
fn a_text_and_a_much_longer_one_that_holds_it_share_a_sentence() {
    let sentence =
        "Whoever opens the hive in the first warm week of March will see whether the queen is laying.";
    let longer = format!(
        "I have read all of this thread now. {} {sentence} Any thoughts?",
        "Not so here! ".repeat(60)
    );
    let (short, long) = (of(sentence), of(&longer));
    assert_eq!((short.keys.len(), short.sentence_keys().len()), (22, 1));
    assert!(long.sentence_keys().contains(&short.sentence_keys()[0]));
    assert_eq!(
        of("蜜蜂今天回到了花园里。 今天的天气很好，我们一起去公园里散步吧！").sentence_keys().len(),
        1
    );
}

#[test]
fn of_a_long_text_the_same_few_sentences_count_wherever_they_stand() {
    let mut sentences: Vec<String> = (0..30).map(|seed| sentence(seed, 10).join(" ") + ".").collect();
    let once = of(&sentences.join(" "));
    sentences.reverse();
    let again = of(&sentences.join("\n\n"));
    assert_eq!(once.sentence_keys().len(), 8);
    assert_eq!(once.sentence_keys(), again.sentence_keys());
}

#[test]
fn nothing_matches_across_sites() {
    let skeleton = Skeleton::of("The bees came back to our garden on Sunday");
    let (one, two) = (Fingerprint::of(&skeleton, &SALT), Fingerprint::of(&skeleton, &Salt::new([8; 32])));
    assert_ne!(one.exact_hash, two.exact_hash);
    assert_eq!(shared_keys(&one, &two), 0);
}

#[test]
fn the_values_of_this_version_do_not_drift() {
    let fingerprint = of("The bees came back to our garden on Sunday");
    assert_eq!((fingerprint.version, fingerprint.letters), (2, 32));
    assert_eq!((fingerprint.exact_hash, fingerprint.keys[0]), (-4_097_440_915_492_429_653, 1_241_901_830));
}

#[test]
fn edited_copies_share_a_key_and_other_texts_hardly_ever() {
    let (mut copies, mut found, mut strangers) = (0, 0, 0);
    for seed in 0..200 {
        let original = sentence(seed, 25);
        let mut edited = original.clone();
        for place in 0..1 + usize::try_from(seed % 4).unwrap() {
            edited[place * 6] = "otherwise".to_owned();
        }
        let (original, edited) = (Skeleton::of(&original.join(" ")), Skeleton::of(&edited.join(" ")));
        let stranger = Skeleton::of(&sentence(seed + 10_000, 25).join(" "));
        let fingerprint = Fingerprint::of(&original, &SALT);
        if Similarity::between(&original, &edited).jaccard >= 0.5 {
            copies += 1;
            found += usize::from(shared_keys(&fingerprint, &Fingerprint::of(&edited, &SALT)) > 0);
        }
        strangers += usize::from(shared_keys(&fingerprint, &Fingerprint::of(&stranger, &SALT)) > 0);
    }
    assert!(copies >= 150, "{copies}");
    assert!(found * 100 >= copies * 97, "{found} of {copies}");
    assert!(strangers == 0, "{strangers}");
}

/// The products that stand in for permutations are as good as these: keys are shared as often as Broder's theorem
/// and the banding say.
#[test]
fn texts_share_a_band_as_often_as_the_theory_says() {
    let (mut expected, mut found) = (0.0, 0.0);
    for seed in 0..2_000 {
        let original = sentence(seed, 25);
        let mut edited = original.clone();
        for place in 0..5 + usize::try_from(seed % 8).unwrap() {
            edited[place * 2] = sentence(seed + 5_000, 25)[place].clone();
        }
        let [original, edited] = [original, edited].map(|words| Skeleton::of(&words.join(" ")));
        let jaccard = Similarity::between(&original, &edited).jaccard;
        expected += 1.0 - (1.0 - jaccard.powi(3)).powi(21);
        let [original, edited] = [original, edited].map(|skeleton| Fingerprint::of(&skeleton, &SALT));
        found += f64::from(shared_keys(&original, &edited) > 0);
    }
    assert!((400.0..1_600.0).contains(&expected), "{expected}");
    assert!((expected - found).abs() < 60.0, "{found} of {expected}");
}

proptest! {
    #[test]
    fn fingerprints_are_deterministic_and_equal_skeletons_have_equal_hashes(a in "[ab ,]{0,6}", b in "[aAbB .]{0,6}") {
        prop_assert_eq!(of(&a), of(&a));
        prop_assert_eq!(Skeleton::of(&a) == Skeleton::of(&b), of(&a).exact_hash == of(&b).exact_hash);
    }
}
