//! Copies share keys and unrelated texts do not.

use proptest::prelude::*;

use super::bands::BANDS;
use super::*;
use crate::text::similarity::Similarity;

const SALT: Salt = Salt::new([7; 32]);

fn of(text: &str) -> Fingerprint {
    Fingerprint::of(&Skeleton::of(text), &SALT)
}

fn sentence_keys(fingerprint: &Fingerprint) -> Vec<i32> {
    fingerprint
        .keys
        .iter()
        .copied()
        .filter(|&key| is_sentence_key(key))
        .collect()
}

/// Whether a search for the new text finds the stored one.
fn finds(stored: &Fingerprint, new: &Fingerprint) -> bool {
    new.probes.iter().any(|key| stored.keys.contains(key))
}

fn shared_keys(a: &Fingerprint, b: &Fingerprint) -> usize {
    a.keys.iter().filter(|key| b.keys.contains(key)).count()
}

/// Text number `seed`: `length` invented words of six letters, always the same ones.
fn sentence(seed: u64, length: u64) -> Vec<String> {
    let letter = |byte: u8| char::from(b'a' + byte % 26);
    let word = |place| {
        mix(seed * 1_000 + place)
            .to_le_bytes()
            .into_iter()
            .take(6)
            .map(letter)
            .collect()
    };

    (0..length).map(word).collect()
}

#[test]
fn equal_texts_have_equal_fingerprints_and_different_ones_different_hashes() {
    let text = "The bees came back to our garden on Sunday";

    assert_eq!(
        of(text),
        of("the BEES came back,\nto our garden on sunday!")
    );
    assert_ne!(
        of(text).exact_hash,
        of("The bees came back to our garden on Monday").exact_hash
    );
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
    assert_eq!(of("蜜蜂今天回到了花园").keys.len(), BANDS);
    assert_eq!(of("The bees came back to our garden").keys.len(), BANDS);
    assert_eq!(
        of("0171 555 1234, 0171 555 1235, 0171 555 1236").keys,
        Vec::<i32>::new()
    );
}

#[test]
fn a_text_and_a_much_longer_one_that_contains_it_share_a_sentence() {
    let sentence = "Whoever opens the hive in the first warm week of March will see whether the queen is laying.";
    let longer = format!(
        "I have read all of this thread now. {} {sentence} Any thoughts?",
        "Not so here! ".repeat(60)
    );
    let (short, long) = (of(sentence), of(&longer));

    assert_eq!(
        (short.keys.len(), sentence_keys(&short).len()),
        (BANDS + 1, 1)
    );
    assert!(sentence_keys(&long).contains(&sentence_keys(&short)[0]));

    let chinese = of("蜜蜂今天回到了花园里。 今天的天气很好，我们一起去公园里散步吧！");
    assert_eq!(sentence_keys(&chinese).len(), 1);
}

#[test]
fn a_long_text_has_keys_of_the_same_sentences_in_any_order() {
    let mut sentences: Vec<String> = (0..30)
        .map(|seed| sentence(seed, 10).join(" ") + ".")
        .collect();

    let once = of(&sentences.join(" "));
    sentences.reverse();
    let again = of(&sentences.join("\n\n"));

    assert_eq!(sentence_keys(&once).len(), 8);
    assert_eq!(sentence_keys(&once), sentence_keys(&again));
}

#[test]
fn nothing_matches_across_sites() {
    let skeleton = Skeleton::of("The bees came back to our garden on Sunday");
    let (one, two) = (
        Fingerprint::of(&skeleton, &SALT),
        Fingerprint::of(&skeleton, &Salt::new([8; 32])),
    );

    assert_ne!(one.exact_hash, two.exact_hash);
    assert!(!finds(&one, &two));
}

#[test]
fn the_values_of_this_version_do_not_drift() {
    let fingerprint = of("The bees came back to our garden on Sunday");

    assert_eq!((fingerprint.version, fingerprint.letters), (9, 32));
    assert_eq!(
        (fingerprint.exact_hash, fingerprint.keys[0]),
        (-4_097_440_915_492_429_653, 53_657_077)
    );
}

/// Version 3 made a key for each of fifteen bands, and one for the sentence.
#[test]
fn the_keys_of_this_version_are_those_of_version_three_but_for_the_fifteenth_band() {
    const VERSION_3: [i32; 16] = [
        39_304_476,
        144_465_420,
        292_411_726,
        480_846_631,
        550_412_165,
        773_808_604,
        868_515_036,
        976_182_289,
        1_152_021_791,
        1_261_715_299,
        1_381_281_915,
        1_511_334_136,
        1_614_727_341,
        1_767_159_490,
        1_980_549_020,
        -84_186_689,
    ];
    let salt = Salt::new([
        0xea, 0x6d, 0x6d, 0xc8, 0x49, 0xa5, 0x49, 0x0f, 0xe2, 0xb3, 0xd6, 0x72, 0x6c, 0x2d, 0x28,
        0x86, 0x0c, 0xe3, 0x0a, 0xa9, 0xfb, 0xbe, 0x0d, 0x19, 0xef, 0xf5, 0xc3, 0xdf, 0x13, 0x3a,
        0x81, 0xf4,
    ]);
    let text = "hiboch rou resirus cikabour het ketrea nea hourouth rour yopotro dichihap stumen duhus kad lea tran jin \
        kouje jor.";

    let fingerprint = Fingerprint::of(&Skeleton::of(text), &salt);

    let kept: Vec<i32> = VERSION_3
        .into_iter()
        .filter(|key| key >> 27 != 14)
        .collect();
    assert_eq!(
        (fingerprint.exact_hash, fingerprint.keys),
        (-4_984_361_401_086_677_021, kept)
    );
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

        let (original, edited) = (
            Skeleton::of(&original.join(" ")),
            Skeleton::of(&edited.join(" ")),
        );
        let stranger = Skeleton::of(&sentence(seed + 10_000, 25).join(" "));
        let fingerprint = Fingerprint::of(&original, &SALT);

        if Similarity::between(&original, &edited).jaccard >= 0.5 {
            copies += 1;
            found += usize::from(finds(&fingerprint, &Fingerprint::of(&edited, &SALT)));
        }
        strangers += usize::from(finds(&fingerprint, &Fingerprint::of(&stranger, &SALT)));
    }

    assert!(copies >= 150, "{copies}");
    assert!(found * 100 >= copies * 99, "{found} of {copies}");
    assert!(strangers == 0, "{strangers}");
}

/// Texts of 25 words, each with a copy in which `changed` words are replaced.
fn copies(count: u64, changed: impl Fn(u64) -> u64) -> impl Iterator<Item = (Skeleton, Skeleton)> {
    (0..count).map(move |seed| {
        let original = sentence(seed, 25);
        let mut edited = original.clone();
        for place in 0..usize::try_from(changed(seed)).unwrap() {
            edited[place * 2] = sentence(seed + 5_000, 25)[place].clone();
        }

        (
            Skeleton::of(&original.join(" ")),
            Skeleton::of(&edited.join(" ")),
        )
    })
}

/// Products are as good as random permutations: keys are shared as often as Broder's theorem and
/// the banding predict.
#[test]
fn texts_share_a_band_as_often_as_the_theory_predicts() {
    let (mut expected, mut found) = (0.0, 0.0);

    for (original, edited) in copies(2_000, |seed| 5 + seed % 8) {
        let jaccard = Similarity::between(&original, &edited).jaccard;
        expected += 1.0 - (1.0 - jaccard.powi(3)).powi(i32::try_from(BANDS).unwrap());

        let [original, edited] =
            [original, edited].map(|skeleton| Fingerprint::of(&skeleton, &SALT));
        found += f64::from(shared_keys(&original, &edited) > 0);
    }

    assert!((400.0..1_600.0).contains(&expected), "{expected}");
    assert!((expected - found).abs() < 60.0, "{found} of {expected}");
}

#[test]
fn probes_find_copies_that_share_no_key() {
    let (mut by_keys, mut by_probes) = (0, 0);

    for (original, edited) in copies(1_000, |seed| 4 + seed % 3) {
        let [original, edited] =
            [original, edited].map(|skeleton| Fingerprint::of(&skeleton, &SALT));

        by_keys += usize::from(shared_keys(&original, &edited) > 0);
        by_probes += usize::from(finds(&original, &edited));
    }

    assert!(by_keys < 900, "{by_keys}");
    assert!(
        (1_000 - by_probes) * 3 < (1_000 - by_keys) * 2,
        "{by_probes} of 1000, {by_keys} by keys alone"
    );
}

#[test]
fn longer_texts_have_fewer_probes() {
    let probes = |text: &str| {
        let fingerprint = of(text);
        let own = fingerprint
            .keys
            .iter()
            .filter(|key| fingerprint.probes.contains(key))
            .count();

        (
            fingerprint.probes.len() - sentence_keys(&fingerprint).len(),
            own,
        )
    };

    let sentence = |seed, words| sentence(seed, words).join(" ");

    assert_eq!(probes(&sentence(1, 9)).0, 3 * 34);

    let (medium, _) = probes(&sentence(1, 18));
    assert!((3 * 15..3 * 33).contains(&medium), "{medium}");

    let (long, own) = probes(&format!("{}. {}", sentence(1, 50), sentence(2, 50)));
    assert_eq!(long, 3 * 14);
    assert!(own >= BANDS / 2, "{own}");

    let (in_one_piece, _) = probes(&sentence(1, 100));
    assert_eq!(in_one_piece, 3 * 34, "only its bands find a part of it");
}

#[test]
fn keys_alone_estimate_the_similarity() {
    let (mut off, mut count) = (0.0, 0.0);

    for (original, edited) in copies(300, |seed| seed % 13) {
        let jaccard = Similarity::between(&original, &edited).jaccard;
        let [original, edited] =
            [original, edited].map(|skeleton| Fingerprint::of(&skeleton, &SALT));
        let Agreement { equal, of } = Agreement::between(&original.keys, &edited.keys);

        assert_eq!(of, 42);
        off += f64::from(equal) / f64::from(of) - jaccard;
        count += 1.0;
    }

    assert!(
        (off / count).abs() < 0.02,
        "off by {} in the mean",
        off / count
    );
}

#[test]
fn missing_keys_are_no_disagreement() {
    let (one, other) = (
        of("The bees came back to our garden on Sunday"),
        of("The bees came back to our garden on Monday"),
    );

    let all = Agreement::between(&one.keys, &other.keys);
    let some: Vec<i32> = one.keys.iter().copied().skip(4).collect();
    let fewer = Agreement::between(&some, &other.keys);

    assert_eq!((all.of, fewer.of), (42, 30));
    assert!(fewer.equal <= all.equal && fewer.equal + 12 >= all.equal);
    assert_eq!(
        Agreement::between(&[], &other.keys),
        Agreement { equal: 0, of: 0 }
    );
}

proptest! {
    #[test]
    fn fingerprints_are_deterministic_and_equal_skeletons_have_equal_hashes(
        a in "[ab ,]{0,6}",
        b in "[aAbB .]{0,6}",
    ) {
        let are_equal = Skeleton::of(&a) == Skeleton::of(&b);

        prop_assert_eq!(of(&a), of(&a));
        prop_assert_eq!(are_equal, of(&a).exact_hash == of(&b).exact_hash);
    }
}

#[test]
fn copies_that_share_no_key_share_a_lock_key() {
    let lock_keys = |fingerprint: &Fingerprint| lock_keys(&fingerprint.keys).collect::<Vec<_>>();
    let (mut without_key, mut missed) = (0, 0);

    for seed in 0..1_200 {
        let text = sentence(seed, 14);
        let mut copy = text.clone();
        for (place, word) in [4, 9].into_iter().zip(sentence(seed + 2_000, 2)) {
            copy[place] = word;
        }

        let (one, other) = (of(&text.join(" ")), of(&copy.join(" ")));
        if shared_keys(&one, &other) == 0 {
            without_key += 1;
            missed += usize::from(
                !lock_keys(&one)
                    .iter()
                    .any(|key| lock_keys(&other).contains(key)),
            );
        }
    }

    assert!(without_key > 20, "only {without_key}");
    assert!(missed * 10 < without_key, "{missed} of {without_key}");
}

#[test]
fn different_texts_seldom_share_a_lock_key() {
    let lock_keys = |seed| lock_keys(&of(&sentence(seed, 14).join(" ")).keys).collect::<Vec<_>>();

    let met = (0..500)
        .filter(|&seed| {
            lock_keys(seed)
                .iter()
                .any(|key| lock_keys(seed + 500).contains(key))
        })
        .count();

    assert!(met < 5, "{met} would wait for each other");
}
