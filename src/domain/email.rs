//! Email addresses of people (RFC 5321, internationalised by RFC 6531), and the key of a mailbox.

use std::collections::BTreeSet;
use std::fmt;

use email_address::Options;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use unicode_normalization::UnicodeNormalization;

use crate::domain::refusal::Invalid;
use crate::text::normalize::{forbidden_character, is_stray_invisible};

/// An email address as it was typed, with the key of its mailbox. It implements no `Serialize`, and
/// `Debug` hides it, so it cannot leak into a public view or a log.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress {
    typed: String,
    key: String,
}

/// Bytes of an address: a path in SMTP has 256 with its angle brackets (RFC 5321, 4.5.3.1.3).
pub(crate) const MAX_BYTES: usize = 254;
/// Bytes of the part before the `@` (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL_BYTES: usize = 64;

impl EmailAddress {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change; it does not repeat the address.
    pub fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let typed = input.trim();

        match mailbox_key(typed) {
            Ok(key) => Ok(Self {
                typed: typed.to_owned(),
                key,
            }),
            Err(detail) => Err(Invalid::new(pointer, "invalid_email", detail)),
        }
    }

    /// An address that was accepted earlier, perhaps by other rules: the key of one that is invalid
    /// today is its text in lower case.
    pub(crate) fn from_stored(typed: &str) -> Self {
        let typed = typed.trim();

        Self {
            typed: typed.to_owned(),
            key: mailbox_key(typed).unwrap_or_else(|_| typed.to_lowercase()),
        }
    }

    /// The address as it was typed, for storage and for moderators only.
    pub fn expose(&self) -> &str {
        &self.typed
    }

    /// The one spelling of the mailbox, by which its owner is recognised: the local part in NFC, in
    /// lower case and without needless quotes, and the domain as A-labels (UTS #46). Dots and plus
    /// tags in the local part count, since only the receiving host knows what they mean.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// The keys under which rows of this mailbox may be stored: [`EmailAddress::key`], and the lower
    /// case of the address as somebody may have typed it, with A-labels or with U-labels, which was
    /// the key before domains became A-labels.
    pub(crate) fn stored_keys(&self) -> BTreeSet<String> {
        let [key, typed] = self.account_keys();
        let shown = key.rsplit_once('@').map(|(local, domain)| {
            let (domain, _) =
                Uts46::new().to_unicode(domain.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow);
            format!("{local}@{domain}")
        });

        [key, typed].into_iter().chain(shown).collect()
    }

    /// The keys under which an account of this address may be stored: [`EmailAddress::key`], and
    /// the lower case of the typed address, which was the key before domains became A-labels.
    pub(crate) fn account_keys(&self) -> [String; 2] {
        [self.key.clone(), self.typed.to_lowercase()]
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(hidden)")
    }
}

/// The key of the mailbox, or what to change in the address.
fn mailbox_key(typed: &str) -> Result<String, String> {
    if let Some(character) = stray_character(typed) {
        let code_point = u32::from(character);
        return Err(format!(
            "Remove the character U+{code_point:04X} from the email address."
        ));
    }

    let (local, domain) = typed
        .rsplit_once('@')
        .ok_or("Enter an email address such as name@example.org, with an @ in it.")?;
    let local: String = local.nfc().collect();
    let shown_domain: String = domain.nfc().collect();
    if local.len() > MAX_LOCAL_BYTES {
        return Err(format!(
            "Use at most {MAX_LOCAL_BYTES} bytes (UTF-8) before the @."
        ));
    }
    if local.len().saturating_add(shown_domain.len()) >= MAX_BYTES {
        return Err(format!("Use at most {MAX_BYTES} bytes (UTF-8)."));
    }

    let domain = ascii_domain(domain)
        .ok_or("Correct the domain after the @, such as example.org or bücher.example.")?;

    // The domain is checked already: the library knows no A-labels.
    let options = Options::default().without_display_text();
    email_address::EmailAddress::parse_with_options(&format!("{local}@example.org"), options)
        .map_err(|_| {
            "Correct the part before the @, such as name in name@example.org. Spaces, commas and \
             brackets need double quotes around that part."
        })?;

    let local: String = unquoted(&local).to_lowercase().nfc().collect();
    Ok(format!("{local}@{domain}"))
}

/// The domain as A-labels in lower case, without the dot of the root.
fn ascii_domain(domain: &str) -> Option<String> {
    let ascii = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::VerifyAllowRootDot,
        )
        .ok()?;
    let ascii = ascii.strip_suffix('.').unwrap_or(&ascii);

    (!ascii.is_empty()).then(|| ascii.to_owned())
}

/// The first character that no address needs: a control, white space other than the space, which
/// quotes allow, or an invisible one that a script or an emoji is not made of.
fn stray_character(typed: &str) -> Option<char> {
    let strays = |c: char| c.is_control() || (c.is_whitespace() && c != ' ');

    typed
        .chars()
        .find(|&c| strays(c) || is_stray_invisible(c))
        .or_else(|| forbidden_character(typed))
}

/// The local part without quotes and backslashes that it does not need (RFC 5321, 4.1.2).
fn unquoted(local: &str) -> String {
    let Some(quoted) = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return local.to_owned();
    };

    let mut content = String::new();
    let mut characters = quoted.chars();
    while let Some(c) = characters.next() {
        content.extend(if c == '\\' {
            characters.next()
        } else {
            Some(c)
        });
    }

    if is_dot_atom(&content) {
        return content;
    }

    let escaped = content.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// Whether a local part needs no quotes (RFC 5322, 3.2.3).
fn is_dot_atom(text: &str) -> bool {
    let is_atom_text =
        |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);

    text.split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atom_text))
}

#[cfg(test)]
mod tests;
