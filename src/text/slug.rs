//! Makes slugs for URLs from titles.

use unicode_normalization::UnicodeNormalization;

use super::characters::is_optional_mark;

/// The longest slug that is made, in bytes. A slug that a person chose may be longer.
const MAX: usize = 80;

/// The slug of a title: `a-z`, `0-9` and single hyphens, without accents (NFKD, UAX #15). `None` if
/// half of the letters or more would be lost, as in other scripts. Idempotent.
pub(crate) fn slug_of(title: &str) -> Option<String> {
    let mut slug = String::new();
    let (mut kept, mut lost) = (0_usize, 0_usize);

    let letters = title
        .nfkd()
        .filter(|&c| !is_optional_mark(c))
        .flat_map(char::to_lowercase);
    for letter in letters {
        match latin(letter) {
            Some(spelled) => {
                slug.push_str(spelled);
                kept += 1;
            }
            None if letter.is_ascii_alphanumeric() => {
                slug.push(letter);
                kept += 1;
            }
            // An apostrophe does not separate words.
            None if matches!(letter, '\'' | '’') => {}
            None => {
                lost += usize::from(letter.is_alphanumeric());
                if !slug.is_empty() && !slug.ends_with('-') {
                    slug.push('-');
                }
            }
        }
    }

    let slug = shortened(slug.trim_end_matches('-'));
    (kept > lost).then(|| slug.to_owned())
}

/// The ASCII spelling of Latin letters that no normalisation decomposes.
const fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        _ => return None,
    })
}

/// At most [`MAX`] bytes, cut between two words if possible.
fn shortened(slug: &str) -> &str {
    let Some(head) = slug.get(..MAX).filter(|head| head.len() < slug.len()) else {
        return slug;
    };

    let ends_a_word = slug.get(MAX..).is_some_and(|rest| rest.starts_with('-'));
    let end = if ends_a_word {
        head.len()
    } else {
        head.rfind('-').unwrap_or(head.len())
    };

    head.get(..end).unwrap_or(head).trim_end_matches('-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_title_becomes_words_with_hyphens() {
        assert_eq!(
            slug_of("  What’s new — in 2026?  ").as_deref(),
            Some("whats-new-in-2026")
        );
        assert_eq!(
            slug_of("Große Œuvre: Ångström & Łódź").as_deref(),
            Some("grosse-oeuvre-angstrom-lodz")
        );
    }

    #[test]
    fn a_title_in_another_script_has_no_slug() {
        for title in [
            "تنهایی و سلامت",
            "記憶と睡眠",
            "Сон и память",
            "睡眠と記憶 ABC",
            "…",
            "",
        ] {
            assert_eq!(slug_of(title), None, "{title}");
        }

        assert_eq!(
            slug_of("The letter Ж in maps").as_deref(),
            Some("the-letter-in-maps")
        );
    }

    #[test]
    fn a_long_title_is_cut_between_words() {
        let slug = slug_of(&"seven77 ".repeat(30)).unwrap();
        assert_eq!(slug, ["seven77"; 10].join("-"));
        assert_eq!(slug_of(&"x".repeat(300)), Some("x".repeat(MAX)));
    }

    proptest! {
        #[test]
        fn a_slug_is_plain_and_short_and_is_its_own_slug(title in "(?s).{0,120}") {
            if let Some(slug) = slug_of(&title) {
                prop_assert!((1..=MAX).contains(&slug.len()));
                let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
                let words = slug.split('-').all(|word| !word.is_empty() && word.bytes().all(plain));
                prop_assert!(words, "{}", slug);
                prop_assert_eq!(slug_of(&slug), Some(slug));
            }
        }
    }
}
