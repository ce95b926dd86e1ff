//! How a site presents itself to its readers: its name for people, its language and its theme.

use serde::{Deserialize, Serialize};

use crate::domain::refusal::Invalid;
use crate::domain::text_field::check_name;
use crate::domain::text_limit::SITE_TITLE;
use crate::text::normalize::tidy_line;

/// A name of a site for people: 1 to 100 graphemes on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SiteTitle(String);

/// A language tag (BCP 47) in its usual case, such as `pt-BR` or `zh-Hant`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Locale(String);

/// The colours of a site's threads. Stored as JSON; fields that an older row lacks take their
/// defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Theme {
    /// `#rrggbb`; `None`: the service's own.
    pub accent: Option<String>,
    pub scheme: ColourScheme,
}

/// Whether threads are light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColourScheme {
    /// As the reader's system says.
    #[default]
    Auto,
    Light,
    Dark,
}

/// The longest tag in use has some 20 characters (RFC 5646, section 4.4.1).
const MAX_LOCALE: usize = 35;

impl SiteTitle {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub(crate) fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let text = tidy_line(input);
        check_name(&text, pointer, SITE_TITLE)?;

        Ok(Self(text))
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl Locale {
    /// A language with an optional script, region and variants.
    ///
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub(crate) fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let mut parts = input.split('-');
        let language = parts
            .next()
            .filter(|it| is_of(it, 2..=3, char::is_alphabetic));
        let cased = language.and_then(|language| {
            let mut cased = language.to_lowercase();
            let mut place = Place::Language;
            for part in parts {
                place = place.of(part)?;
                cased.push('-');
                cased.push_str(&place.cased(part));
            }

            Some(cased)
        });

        cased
            .filter(|cased| cased.len() <= MAX_LOCALE)
            .map(Self)
            .ok_or_else(|| {
                let detail = "Enter a language tag such as en, pt-BR or zh-Hant.";
                Invalid::new(pointer, "invalid_locale", detail)
            })
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// The places of a tag, in their order (RFC 5646, section 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Language,
    Script,
    Region,
    Variant,
}

impl Place {
    /// The place of the next part after this one; `None` if it has none.
    fn of(self, part: &str) -> Option<Self> {
        let starts_with_digit = part.starts_with(|it: char| it.is_ascii_digit());
        let place = if is_of(part, 4..=4, char::is_alphabetic) {
            Self::Script
        } else if is_of(part, 2..=2, char::is_alphabetic) || is_of(part, 3..=3, char::is_numeric) {
            Self::Region
        } else if is_of(part, 5..=8, char::is_alphanumeric)
            || (starts_with_digit && is_of(part, 4..=4, char::is_alphanumeric))
        {
            Self::Variant
        } else {
            return None;
        };

        (place > self || place == Self::Variant).then_some(place)
    }

    fn cased(self, part: &str) -> String {
        match self {
            Self::Region => part.to_uppercase(),
            Self::Script => {
                let (first, rest) = part.split_at_checked(1).unwrap_or((part, ""));
                first.to_uppercase() + &rest.to_lowercase()
            }
            Self::Language | Self::Variant => part.to_lowercase(),
        }
    }
}

/// Whether a part consists of so many ASCII characters of a kind.
fn is_of(part: &str, length: std::ops::RangeInclusive<usize>, kind: fn(char) -> bool) -> bool {
    part.is_ascii() && length.contains(&part.len()) && part.chars().all(kind)
}

impl Theme {
    /// # Errors
    /// An [`Invalid`] at `pointer` for an accent that is no colour.
    pub(crate) fn parse(
        accent: Option<&str>,
        scheme: ColourScheme,
        pointer: &str,
    ) -> Result<Self, Invalid> {
        let is_colour = |text: &str| {
            text.len() == 7
                && text
                    .strip_prefix('#')
                    .is_some_and(|digits| digits.bytes().all(|it| it.is_ascii_hexdigit()))
        };
        if accent.is_some_and(|accent| !is_colour(accent)) {
            let detail = "Enter a colour such as #1f6f78: # and six hexadecimal digits.";
            return Err(Invalid::new(pointer, "invalid_colour", detail));
        }

        Ok(Self {
            accent: accent.map(str::to_lowercase),
            scheme,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_a_language_tag_in_its_usual_case() {
        for (input, stored) in [
            ("en", "en"),
            ("DE", "de"),
            ("pt-br", "pt-BR"),
            ("zh-hant", "zh-Hant"),
            ("ZH-HANS-cn", "zh-Hans-CN"),
            ("es-419", "es-419"),
            ("fil", "fil"),
            ("de-CH-1996", "de-CH-1996"),
            ("sl-rozaj-biske", "sl-rozaj-biske"),
        ] {
            let locale = Locale::parse(input, "/locale").map(Locale::into_string);
            assert_eq!(locale.as_deref(), Ok(stored), "{input}");
        }
    }

    #[test]
    fn anything_else_is_no_locale() {
        for input in [
            "",
            "e",
            "english",
            "en_US",
            "en-",
            "-en",
            "en--US",
            "en-US-US",
            "en-US-Latn",
            "é",
            "en-x",
            "en US",
            "de-1",
            "12",
            "en-abcdefghi",
            "sl-aaaaa-bbbbb-ccccc-ddddd-eeeee-fffff",
        ] {
            assert!(Locale::parse(input, "/locale").is_err(), "{input}");
        }
    }

    #[test]
    fn an_accent_is_a_colour_of_six_digits() {
        let accent = |text: &str| Theme::parse(Some(text), ColourScheme::Auto, "/theme/accent");

        let theme = accent("#1F6f78").map(|theme| theme.accent);
        assert_eq!(theme, Ok(Some("#1f6f78".to_owned())));
        for text in [
            "",
            "#123",
            "1f6f78",
            "#1f6f7g",
            "red",
            "#1f6f78;",
            "#\u{e9}12345",
        ] {
            assert!(accent(text).is_err(), "{text}");
        }
    }
}
