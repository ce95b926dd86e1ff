//! The passwords that may be set: long enough, not too long to check, and none of the most common.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use crate::auth::common_passwords::is_common;
use crate::domain::refusal::Invalid;
use crate::domain::text_limit::PASSWORD;
use crate::error::{Error, Result};

/// Characters of the shortest password. The accounts here can all unpublish what people wrote.
pub(crate) const SHORTEST: usize = 12;

/// Fewer different characters than these make a pattern, not a password.
const FEWEST_DIFFERENT: usize = 5;
/// Whoever has the hashes finds a password of a lower score by 10^10 guesses (Wheeler, "zxcvbn:
/// Low-Budget Password Strength Estimation", USENIX Security 2016).
const LOWEST_SCORE: Score = Score::Four;
/// What zxcvbn looks at. Its time grows with the square of the length, and doubles with some of the
/// digits and signs that can stand for letters; within these bounds it takes some milliseconds.
const ESTIMATED_CHARACTERS: usize = 32;
const ESTIMATED_SIGNS: usize = 12;
/// 144 bits, which nobody guesses and one line holds.
const GENERATED_BYTES: usize = 18;

/// Words that the usual lists of leaked passwords are made of. A password that is one of them with
/// digits and signs around it is on such a list or next to it.
const WELL_KNOWN: [&str; 24] = [
    "password",
    "passwort",
    "passw0rd",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "qwerty",
    "qwertz",
    "azerty",
    "asdfghjkl",
    "asdfgh",
    "zxcvbnm",
    "1qaz2wsx",
    "1q2w3e4r",
    "administrator",
    "admin",
    "moderator",
    "moderato",
    "letmein",
    "welcome",
    "changeme",
    "iloveyou",
    "secret",
    "abc",
];

/// A password that keeps the rules, on its way to be hashed. It has no `Debug` and no `Serialize`.
pub(crate) struct NewPassword(String);

impl NewPassword {
    /// Checks the rules (OWASP ASVS 5.0, chapter 6.2): 12 to 128 characters, any of them but
    /// control characters. The fewest are counted in code points (NIST SP 800-63B), the most as
    /// readers count them, so that no script is at a disadvantage. Nothing is cut off. Not the
    /// account's own `email` or a part of it, not made of well-known words, none of the most common,
    /// and not guessed quickly.
    ///
    /// # Errors
    /// What is wrong, under the JSON pointer `/password`.
    pub(crate) fn parse(text: &str, email: &str) -> Result<Self, Invalid> {
        let canonical = canonical(text);
        let characters = canonical.chars().count();

        if characters < SHORTEST {
            return Err(invalid(
                "too_short",
                format!("A password has at least {SHORTEST} characters."),
            ));
        }

        PASSWORD.check(&canonical, "/password")?;

        if canonical.chars().any(char::is_control) {
            return Err(invalid(
                "invalid_characters",
                "A password holds no control characters.".to_owned(),
            ));
        }

        if is_guessable(&canonical, email) {
            return Err(invalid(
                "too_guessable",
                "Others would try this password first. Join four or more unrelated words, or let a \
                 password manager make one."
                    .to_owned(),
            ));
        }

        Ok(Self(canonical))
    }

    /// A random one, for printing once.
    pub(crate) fn generate() -> Result<Self> {
        let mut bytes = [0_u8; GENERATED_BYTES];
        getrandom::fill(&mut bytes)
            .map_err(|cause| Error::internal("the system's random source", cause))?;

        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The text, for the hasher and for printing a generated one.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

/// One spelling for what looks the same: keyboards differ in how they compose an accented letter
/// (RFC 8265, section 4.2.2, asks for NFC).
pub(crate) fn canonical(text: &str) -> String {
    text.nfc().collect()
}

/// Too regular, or one well-known word, once or again and again, with digits and signs around it.
fn is_guessable(password: &str, email: &str) -> bool {
    let different: HashSet<char> = password.chars().collect();
    if different.len() < FEWEST_DIFFERENT || is_a_row(password) {
        return true;
    }

    let (password, email) = (password.to_lowercase(), email.to_lowercase());
    let core = password.trim_matches(|character: char| !character.is_alphabetic());

    let own_words = email
        .split(|letter: char| !letter.is_alphabetic())
        .chain(email.split(['@', '.']))
        .chain([email.as_str()])
        .filter(|word| !word.is_empty());
    let known: HashSet<&str> = own_words.chain(WELL_KNOWN).collect();

    is_common(&password)
        || known.iter().any(|word| core.replace(word, "").is_empty())
        || is_made_of_words(&password, &known)
        || is_quickly_guessed(&password, &email)
}

/// Whether the estimated number of guesses is low, for somebody who knows the account's email.
fn is_quickly_guessed(password: &str, email: &str) -> bool {
    let mut signs = HashSet::new();
    let beginning: String = password
        .chars()
        .take(ESTIMATED_CHARACTERS)
        .take_while(|letter| {
            letter.is_alphabetic() || {
                signs.insert(*letter);
                signs.len() <= ESTIMATED_SIGNS
            }
        })
        .collect();

    let separators = |letter: char| !letter.is_alphanumeric();
    let mut known: Vec<&str> = email.split(separators).chain([email]).collect();
    known.extend(["moderato", "moderator", "comments"]);

    zxcvbn(&beginning, &known).score() < LOWEST_SCORE
}

/// `dragon-dragon`, `ada.example-1`: one word again and again, or nothing but well-known words, with
/// digits and signs between.
fn is_made_of_words(password: &str, known: &HashSet<&str>) -> bool {
    let words = password.split(|letter: char| !letter.is_alphabetic());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let different: HashSet<&str> = words.iter().copied().collect();

    (words.len() > 1 && different.len() == 1) || (!words.is_empty() && different.is_subset(known))
}

/// `123456789012`, `987654321098`: each character one up or one down from the one before, or the
/// wrap at ten.
fn is_a_row(text: &str) -> bool {
    let codes: Vec<i64> = text
        .chars()
        .map(|character| i64::from(u32::from(character)))
        .collect();

    let steps = codes
        .iter()
        .zip(codes.iter().skip(1))
        .map(|(one, next)| (next - one).rem_euclid(10));
    let steps: HashSet<i64> = steps.collect();

    steps.len() == 1
}

fn invalid(code: &'static str, detail: String) -> Invalid {
    Invalid::new("/password", code, detail)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EMAIL: &str = "margarete.admin@example.org";

    fn code(text: &str) -> &'static str {
        NewPassword::parse(text, EMAIL)
            .err()
            .map_or("accepted", |invalid| invalid.code)
    }

    #[test]
    fn a_password_has_twelve_to_a_hundred_and_twenty_eight_characters() {
        assert_eq!(code("plum-tree-9"), "too_short");
        assert_eq!(code("plum-tree-19"), "accepted");
        assert_eq!(code(&"plum-tree-19 ".repeat(10)), "too_long");
        assert_eq!(code(&"plüm-trée-19 ".repeat(9)), "accepted");
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for text in [
            "password1234",
            "Passwort2026!",
            "123456789012",
            "qwertyuiop12",
            "aaaaaaaaaaaa",
            "Admin1234567!",
            "margarete2026",
            "margarete.admin@example.org",
            "abcabcabcabc",
            "moderator123",
        ] {
            assert_eq!(code(text), "too_guessable", "{text}");
        }
    }

    #[test]
    fn an_ordinary_passphrase_is_taken_even_with_a_common_word_in_it() {
        for text in [
            "the secret garden in march",
            "X7#kd9!qLm2$",
            "correct horse battery",
            "пароль-длинный-42",
            "我的很长的密码是这一个七八九",
        ] {
            assert_eq!(code(text), "accepted", "{text}");
        }
    }

    /// Examples of the common lists, and of what is made of them.
    #[test]
    fn what_stands_on_lists_of_leaked_passwords_and_next_to_it_is_refused() {
        for text in [
            "1q2w3e4r5t6y",
            "1qazxsw23edc",
            "sunshine1234",
            "p@ssword1234",
            "iloveyou2026!",
            "football1234",
            "qwerty-qwerty",
            "Monkey123456",
            "111222333444",
            "q1w2e3r4t5y6u7",
            "P@$$w0rd2026",
            "dragon-dragon",
            "moderator-password-1",
            "margarete+example+org",
            "1234567890!@#$%^&*()",
            "trustno1trustno1",
            "summer2026!!",
            "December2025",
            "19840501-1984",
        ] {
            assert_eq!(code(text), "too_guessable", "{text}");
        }
    }

    #[test]
    fn the_estimate_of_any_password_takes_no_time_to_speak_of() {
        for piece in [
            "4@8({[<",
            "p@$$w0rd",
            "aA1!",
            "qwerty",
            "19840501",
            "的的的",
            "💚a",
        ] {
            let text: String = piece.chars().cycle().take(128).collect();
            let begun = std::time::Instant::now();

            let _ = NewPassword::parse(&text, EMAIL);

            // Debug builds take some twenty times as long as the service.
            let taken = begun.elapsed();
            assert!(
                taken < std::time::Duration::from_secs(2),
                "{piece}: {taken:?}"
            );
        }
    }

    #[test]
    fn control_characters_are_refused() {
        assert_eq!(code("plum-tree\u{0}-19"), "invalid_characters");
    }

    #[test]
    fn both_spellings_of_an_accent_are_one_password() {
        assert_eq!(canonical("cafe\u{301}"), canonical("caf\u{e9}"));
    }

    #[test]
    fn a_generated_password_keeps_the_rules() {
        let generated = NewPassword::generate().unwrap();
        assert_eq!(code(generated.reveal()), "accepted");
    }

    proptest! {
        #[test]
        fn nothing_is_cut_off(text in "\\PC{12,40}") {
            if let Ok(password) = NewPassword::parse(&text, EMAIL) {
                prop_assert_eq!(password.reveal(), canonical(&text));
            }
        }
    }
}
