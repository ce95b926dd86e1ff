//! Email addresses, also with the `@` and the dots in disguise.

use at_sign::{At, Sign, sign, substitutes};
use domain::{PROVIDERS, canonical, domain};
use local_part::{local_name, local_start};

use super::found::Found;
use super::kind::ContactKind;
use super::number_signs::WordRoles;
use super::role::Role;
use super::tokens::Tokens;

mod at_sign;
mod domain;
mod local_part;
mod spelt;

/// Words that stand before "at" without being a mailbox.
const NO_MAILBOXES: &[&str] = &[
    "me",
    "us",
    "you",
    "him",
    "her",
    "them",
    "it",
    "look",
    "looking",
    "meet",
    "find",
    "am",
    "is",
    "are",
    "was",
    "be",
    "here",
    "now",
    "see",
    "out",
    "only",
    "buy",
    "live",
    "join",
    "contact",
    "reach",
    "email",
    "mail",
    "available",
    "work",
    "works",
    "looked",
    "looks",
    "bought",
    "buying",
    "ordered",
    "order",
    "shop",
    "shopping",
    "shopped",
    "checked",
    "check",
    "found",
    "read",
    "saw",
    "seen",
    "sold",
    "listed",
    "cheaper",
    "there",
    "back",
    "over",
    "up",
    "arrived",
    "starts",
    "and",
    "or",
    "that",
    "this",
];

/// Top-level domains that are no words: "then at some point in" is no address.
const CERTAIN_TOPS: &[&str] = &["com", "org", "net", "info"];

/// Those of countries, behind a word for `@` that is no English one.
const COUNTRY_TOPS: &[&str] = &[
    "de", "es", "mx", "ar", "ru", "ir", "in", "cn", "jp", "kr", "sa", "ae", "eg", "at", "ch",
];

/// Endings of files, which follow an `@` in the names of pictures.
const FILES: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "js", "css", "json", "mp", "zip",
];

pub(super) fn find(tokens: &Tokens) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut roles = None;
    let substitutes = substitutes(tokens);
    let mut at = 0;

    while at < tokens.len() {
        if let Some(email) = spelt::read(tokens, at) {
            at = email.tokens.end;
            found.push(email);
            continue;
        }
        let Some(sign) = sign(tokens, at, &substitutes) else {
            at += 1;
            continue;
        };
        at = sign.tokens.end.max(at + 1);

        let roles = roles.get_or_insert_with(|| WordRoles::of(tokens));
        let Some(email) = read(tokens, &sign, roles) else {
            continue;
        };
        let overlaps = found
            .last()
            .is_some_and(|last| last.tokens.end > email.tokens.start);
        if !overlaps {
            at = email.tokens.end;
            found.push(email);
        }
    }

    found
}

fn read(tokens: &Tokens, sign: &Sign, roles: &WordRoles) -> Option<Found> {
    let start = local_start(tokens, sign)?;
    let domain = domain(tokens, sign)?;
    let local = local_name(tokens, start..sign.tokens.start);

    let provider = domain
        .labels
        .iter()
        .any(|label| PROVIDERS.contains(&label.as_str()));
    let is_expected = match sign.how {
        At::Plain | At::Disguised => true,
        At::Loose => {
            let is_announced = roles.has_before(tokens, start, Role::Mail);
            let top = domain.labels.last();
            let is_spelt =
                domain.is_disguised && top.is_some_and(|top| CERTAIN_TOPS.contains(&top.as_str()));
            let is_foreign = sign
                .tokens
                .clone()
                .any(|at| tokens.meaning(at).has(Role::At) && !tokens.is_word(at, "at"));
            let is_spelt = is_spelt
                || is_foreign
                    && domain.is_disguised
                    && top.is_some_and(|top| COUNTRY_TOPS.contains(&top.as_str()));
            let is_name = !NO_MAILBOXES.contains(&local.as_str());
            // "We ate at luigis dot com": the English word also says where.
            let says_where = sign
                .tokens
                .clone()
                .any(|position| tokens.is_word(position, "at"))
                && local.chars().all(char::is_alphabetic)
                && tokens.is_in_run(tokens.skip_space_back(start).checked_sub(1));
            is_name
                && (provider
                    || is_spelt && !says_where
                    || is_announced
                        && (domain.is_disguised || tokens.is_mark(sign.tokens.start + 1, &['@'])))
        }
    };
    let is_file = domain
        .labels
        .last()
        .is_some_and(|last| FILES.contains(&last.as_str()));
    if !is_expected || is_file || local == "git" {
        return None;
    }

    Some(Found {
        kind: ContactKind::Email,
        canonical: canonical(&local, &domain.labels),
        tokens: start..domain.end,
    })
}
