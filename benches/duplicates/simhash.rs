//! The SimHash of a text: Charikar 2002, with 64 bits as in Manku, Jain, Das Sarma 2007 ("Detecting
//! near-duplicates for web crawling"), who call pages near-duplicates at a distance of 3 or less.

use moderato::text::ngrams::Ngrams;
use xxhash_rust::xxh3::xxh3_64;

/// The features are the grams of the skeleton, each once.
pub fn simhash(grams: &Ngrams) -> u64 {
    let mut balance = [0_i32; 64];

    for gram in grams.as_slice() {
        let hash = xxh3_64(&gram.to_le_bytes());
        for (bit, balance) in balance.iter_mut().enumerate() {
            *balance += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }

    (0..64)
        .filter(|&bit| balance[bit] > 0)
        .fold(0, |hash, bit| hash | 1 << bit)
}
