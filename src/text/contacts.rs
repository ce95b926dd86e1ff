//! Contact data in texts: telephone numbers, email addresses, handles on messengers, invitations to
//! their groups, wallets and bank accounts, also in disguise.
//!
//! A text is read once into tokens, and each kind is found by its own rule in linear time. The rules
//! prefer to miss a contact over taking a date, a price or a count for one: a contact that two
//! authors share is a suspicion. What is written as a number without any sign of a telephone must
//! have the shape of one.

use std::ops::Range;

mod accounts;
mod base58;
mod bech32;
mod country_codes;
mod dots;
mod emails;
mod found;
mod handles;
mod invitations;
mod jamo;
mod kind;
mod lexicon;
mod lexicon_words;
mod name_forms;
mod number_shape;
mod number_signs;
mod pieces;
mod reading;
mod role;
mod spelt_links;
mod spoken;
mod telephones;
mod tokens;
mod wallets;

pub use kind::ContactKind;

use found::Found;
use tokens::{FEWEST_DIGITS, Tokens};

/// The most contacts of one text that count. The first ones do.
pub const MAX_CONTACTS: usize = 10;

/// The most characters of a contact as it is written.
const MAX_WRITTEN: usize = 120;

/// A contact in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub kind: ContactKind,
    /// As it is written in the text, at most 120 characters.
    pub written: String,
    /// The same for all spellings of the contact.
    pub canonical: String,
}

/// Finds the contacts of one kind, or of two that are written alike.
type Rule = fn(&Tokens) -> Vec<Found>;

/// The contacts of a comment body (Markdown or plain text) in reading order, each once, at most
/// [`MAX_CONTACTS`].
pub fn find_contacts(text: &str) -> Vec<Contact> {
    let mut tokens = Tokens::of(text);
    let mut found = Vec::new();

    // What one rule has found is hidden from the next: the digits of an account are no telephone.
    let signs = tokens.signs;
    let has_digits = signs.digits >= FEWEST_DIGITS;
    let rule = |find: Rule, may_find: bool| may_find.then_some(find);
    let rules = [
        rule(invitations::find, signs.has_host),
        rule(spelt_links::find, signs.has_slash),
        rule(wallets::find, signs.digits > 0),
        rule(accounts::find, has_digits),
        rule(handles::find, signs.has_messenger),
        rule(emails::find, signs.has_at),
        rule(telephones::find, has_digits),
    ];
    for find in rules.into_iter().flatten() {
        let new: Vec<Found> = find(&tokens);
        new.iter().for_each(|it| tokens.take(it.tokens.clone()));
        found.extend(new);
    }

    found.sort_by_key(|it| it.tokens.start);
    let mut contacts: Vec<Contact> = Vec::new();
    for it in found {
        let is_known = contacts
            .iter()
            .any(|known| known.kind == it.kind && known.canonical == it.canonical);
        if is_known {
            continue;
        }

        contacts.push(Contact {
            kind: it.kind,
            written: written(text, &tokens, it.tokens),
            canonical: it.canonical,
        });
        if contacts.len() == MAX_CONTACTS {
            break;
        }
    }

    contacts
}

fn written(text: &str, tokens: &Tokens, range: Range<usize>) -> String {
    let bytes = tokens.bytes(range);
    let written = text.get(bytes).unwrap_or_default();

    written.chars().take(MAX_WRITTEN).collect()
}

#[cfg(test)]
mod tests;
