//! Grams: hashes of a few neighbouring characters, by which an index finds a part of a text.
//!
//! Stored grams are hashed once more, together with the number of the comment's segment, so that the
//! index has lists of a bounded length. A text contains another one only if it has all of its grams; whoever finds a text by its grams
//! still compares the two. A gram is three characters, or one and two of a script that writes
//! a word in so many (Han, kana, Hangul), or one emoji.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::characters::is_dense;
use super::search_form::SearchForm;

/// Distinct hashes in ascending order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grams(Vec<i32>);

/// What a text is: the same characters have different grams in both.
#[derive(Debug, Clone, Copy)]
enum Field {
    Body = 1,
    Author = 2,
}

/// The most grams of a stored comment. An ordinary text of 10,000 letters has fewer.
const MOST_STORED: usize = 4_096;

/// The most grams that a search looks for: more of them make it slower but hardly more precise.
const MOST_SEARCHED: usize = 8;

impl Grams {
    /// The only gram of a comment that would have too many: each search reads such comments.
    const TOO_MANY: i32 = i32::MIN;

    /// The grams of a stored comment.
    pub fn of_comment(body: &SearchForm, author: &SearchForm) -> Self {
        let of_body = windows(body, Field::Body);
        let all = Self::from_hashes(of_body.chain(windows(author, Field::Author)));

        if all.0.len() > MOST_STORED {
            Self(vec![Self::TOO_MANY])
        } else {
            all
        }
    }

    /// The grams that a comment must have to contain both texts. Empty if they are too short:
    /// then no index finds them.
    pub fn to_search(body: Option<&SearchForm>, author: Option<&SearchForm>) -> Self {
        let of_body = body.into_iter().flat_map(|form| windows(form, Field::Body));
        let of_author = author
            .into_iter()
            .flat_map(|form| windows(form, Field::Author));
        let all = Self::from_hashes(of_body.chain(of_author)).0;

        // Hashes are in no order of the text, so any share of them is spread over it.
        Self(all.into_iter().take(MOST_SEARCHED).collect())
    }

    /// The grams as they are stored in a segment.
    pub fn in_segment(&self, segment: i32) -> Vec<i32> {
        self.0.iter().map(|gram| hash_in(segment, *gram)).collect()
    }

    pub const fn count(&self) -> usize {
        self.0.len()
    }

    /// The gram that comments with too many have in a segment.
    pub fn too_many_in(segment: i32) -> i32 {
        hash_in(segment, Self::TOO_MANY)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn from_hashes(hashes: impl Iterator<Item = i32>) -> Self {
        let mut hashes: Vec<i32> = hashes.collect();
        hashes.sort_unstable();
        hashes.dedup();

        Self(hashes)
    }
}

/// The hashes of all grams of a text, repeated ones included.
fn windows(form: &SearchForm, field: Field) -> impl Iterator<Item = i32> {
    let text = form.as_str();
    let starts = text.char_indices().map(|(start, _)| start);

    starts.flat_map(move |start| {
        let rest = text.get(start..).unwrap_or_default();

        [1, 2, 3]
            .into_iter()
            .filter_map(move |length| gram(rest, length))
            .map(move |gram| hash(gram, field))
    })
}

/// The first `length` characters of the text, if they are a gram.
fn gram(text: &str, length: usize) -> Option<&str> {
    let mut characters = text.chars();
    let taken: [Option<char>; 3] =
        std::array::from_fn(|place| characters.next().filter(|_| place < length));
    let count = taken.iter().flatten().count();
    let all_dense = taken.iter().flatten().all(|&c| is_dense(c));

    let is_gram = match length {
        1 => taken.iter().flatten().all(|&c| is_word_alone(c)),
        2 => all_dense,
        _ => !all_dense,
    };
    let bytes = taken.iter().flatten().map(|c| c.len_utf8()).sum();

    (count == length && is_gram)
        .then(|| text.get(..bytes))
        .flatten()
}

fn hash(gram: &str, field: Field) -> i32 {
    let seed = match field {
        Field::Body => 1,
        Field::Author => 2,
    };
    let [a, b, c, d, ..] = xxh3_64_with_seed(gram.as_bytes(), seed).to_le_bytes();

    i32::from_le_bytes([a, b, c, d])
}

/// The same gram has another hash in each segment.
fn hash_in(segment: i32, gram: i32) -> i32 {
    let seed = u64::from(segment.cast_unsigned());
    let [a, b, c, d, ..] = xxh3_64_with_seed(&gram.to_le_bytes(), seed).to_le_bytes();

    i32::from_le_bytes([a, b, c, d])
}

/// Whether such a character can be a word alone.
fn is_word_alone(c: char) -> bool {
    is_dense(c) || c.general_category() == GeneralCategory::OtherSymbol
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_query_has_grams_from_three_characters_on_or_one_in_dense_scripts_and_emoji() {
        let grams = |text: &str| Grams::to_search(Some(&SearchForm::of(text)), None);

        for text in ["ab", "Я", "éa", "c#", "कि", "ab\u{301}", ". "] {
            assert!(grams(text).is_empty(), "{text}");
        }
        for text in [
            "abc",
            "кот",
            "a b",
            "猫",
            "の",
            "한",
            "東京",
            "🍕",
            "c++",
            "कि।",
        ] {
            assert!(!grams(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_name_does_not_have_the_grams_of_a_text() {
        let form = SearchForm::of("Ada Lovelace");
        let of_body = Grams::to_search(Some(&form), None);
        let of_author = Grams::to_search(None, Some(&form));

        assert!(of_body.0.iter().all(|gram| !of_author.0.contains(gram)));
    }

    #[test]
    fn the_grams_of_a_comment_and_of_a_query_are_bounded() {
        let long: String = ('\u{4E00}'..'\u{9000}').collect();
        let long = SearchForm::of(&long);

        let stored = Grams::of_comment(&long, &SearchForm::default());
        let searched = Grams::to_search(Some(&long), None);

        assert_eq!(stored.0, [Grams::TOO_MANY]);
        assert_eq!(searched.0.len(), MOST_SEARCHED);
    }

    #[test]
    fn a_gram_is_another_one_in_each_segment_and_keeps_its_place() {
        let grams = Grams::to_search(Some(&SearchForm::of("a text")), None);
        let of_first = grams.in_segment(1);
        let of_second = grams.in_segment(2);

        assert_eq!(of_first.len(), grams.count());
        assert_eq!(of_first, grams.in_segment(1));
        assert!(of_first.iter().all(|gram| !of_second.contains(gram)));
    }

    /// Texts of several scripts, in pieces that begin and end with a whole character.
    const PIECES: &str =
        "(?s)([a-zA-Z ßéİı.,\n]|[а-яёй]|[ぁ-んァ-ヶｱ-ﾝ]|[一-丂]|[가-갂]|🍕|\u{200B}|ﬁ|ﷺ){0,12}";

    proptest! {
        #[test]
        fn a_text_has_all_grams_of_each_of_its_parts(before in PIECES, part in PIECES, after in PIECES) {
            let text = SearchForm::of(&format!("{before}{part}{after}"));
            let part = SearchForm::of(&part);
            let stored = Grams::of_comment(&text, &SearchForm::default());

            // A half-width voiced mark after the part belongs to its last letter.
            if text.contains(&part) {
                let searched = Grams::to_search(Some(&part), None);
                prop_assert!(searched.0.iter().all(|gram| stored.0.contains(gram)));
            }
        }
    }
}
