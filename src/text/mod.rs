//! Reads, compares and renders texts. Pure: no clock, no I/O, no randomness, no logging.

pub mod contacts;
pub mod diff;
pub mod fingerprint;
pub mod links;
pub mod markdown;
pub(crate) mod name_form;
pub mod ngrams;
pub(crate) mod normalize;
pub(crate) mod overlap;
pub(crate) mod percent_encoding;
pub mod sanitise;
pub mod search_form;
pub mod search_grams;
pub mod similarity;
pub mod skeleton;
pub(crate) mod slot;
pub mod slug;
pub mod visible_form;

mod autolinks;
mod bidi;
mod characters;
mod confusables;
mod equality_form;
mod folding;
mod footnotes;
mod letter_stream;
mod markdown_events;
mod markdown_source;
mod mentions;
mod numbers;
mod offer;
mod offer_words;
mod plain_text;
mod urls;
mod wrapping;
