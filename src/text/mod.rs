//! Strings in, strings and numbers out. Pure: no clock, no I/O, no randomness, no logging.

pub mod diff;
pub mod fingerprint;
pub mod grams;
pub mod links;
pub mod markdown;
pub mod normalize;
pub mod novelty;
pub mod sanitise;
pub mod similarity;
pub mod skeleton;
pub mod slug;

mod addresses;
mod characters;
mod display;
mod folded;
mod footnotes;
mod lookalikes;
mod mentions;
mod own_words;
mod prose;
mod stream;
mod whole;
