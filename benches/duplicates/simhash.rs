//! What is the SimHash of a text? Charikar 2002, with 64 bits as in Manku, Jain, Das Sarma 2007 ("Detecting
//! near-duplicates for web crawling"), who call pages alike at a distance of 3 or less.

use xxhash_rust::xxh3::xxh3_64;

/// The features are the four-letter grams of the skeleton without its spaces, each as often as it occurs.
const WIDTH: usize = 4;

pub fn simhash(skeleton: &str) -> u64 {
    let letters: Vec<char> = skeleton.chars().filter(|&c| c != ' ').collect();
    let mut balance = [0_i32; 64];
    for gram in letters.windows(WIDTH.min(letters.len()).max(1)) {
        let hash = xxh3_64(gram.iter().collect::<String>().as_bytes());
        for (bit, balance) in balance.iter_mut().enumerate() {
            *balance += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    (0..64).filter(|&bit| balance[bit] > 0).fold(0, |hash, bit| hash | 1 << bit)
}
