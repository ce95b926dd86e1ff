//! The domain behind an `@`, also with its dots in disguise.

use super::at_sign::{At, Sign};
use crate::text::contacts::dots::{Dot, dot};
use crate::text::contacts::tokens::Tokens;

/// Providers of mailboxes, by the label before their top-level domain. Behind ` at `, only these are
/// taken for a domain, unless a word nearby says that a mailbox follows.
pub(super) const PROVIDERS: &[&str] = &[
    "gmail",
    "googlemail",
    "yahoo",
    "ymail",
    "hotmail",
    "outlook",
    "live",
    "msn",
    "icloud",
    "me",
    "proton",
    "protonmail",
    "pm",
    "tutanota",
    "tuta",
    "gmx",
    "web",
    "aol",
    "mail",
    "yandex",
    "ya",
    "rambler",
    "bk",
    "list",
    "inbox",
    "qq",
    "163",
    "126",
    "sina",
    "foxmail",
    "naver",
    "daum",
    "hanmail",
    "docomo",
    "ezweb",
    "softbank",
    "chmail",
    "mailfa",
    "zohomail",
    "posteo",
    "ukr",
    "nate",
    "zoho",
    "fastmail",
    "freenet",
    "rediffmail",
    "libero",
    "orange",
    "wanadoo",
    "yopmail",
];

/// Frequent top-level domains.
pub(super) const TOPS: &[&str] = &[
    "com", "org", "net", "info", "io", "de", "es", "mx", "ru", "ir", "in", "cn", "jp", "kr", "uk",
    "fr", "it", "br",
];

const LONGEST_LABELS: usize = 5;
pub(super) struct Domain {
    pub labels: Vec<String>,
    pub end: usize,
    /// All its dots are disguised.
    pub is_disguised: bool,
}

pub(super) fn domain(tokens: &Tokens, sign: &Sign) -> Option<Domain> {
    let mut labels: Vec<String> = Vec::new();
    let mut at = sign.tokens.end;
    let mut is_disguised = true;
    let mut end = at;

    while labels.len() < LONGEST_LABELS {
        // A label may stand in brackets: `@ (example) . (org)`.
        let opens = tokens.is_mark(at, &['(', '[']);
        let first = at + usize::from(opens);
        let mut label_end = label_end(tokens, first);
        if label_end == first || opens && !tokens.is_mark(label_end, &[')', ']']) {
            break;
        }
        labels.push(tokens.folded_text(first..label_end));
        label_end += usize::from(opens);
        end = label_end;

        let Some((how, after)) = dot(tokens, label_end).or_else(|| comma(tokens, label_end, sign))
        else {
            break;
        };
        // After a plain `@`, a dot with a space ends the sentence.
        if how == Dot::Spaced && sign.how == At::Plain {
            break;
        }
        is_disguised &= how == Dot::Disguised;
        at = after;
    }

    let is_provider = labels
        .first()
        .is_some_and(|label| PROVIDERS.contains(&label.as_str()));
    if labels.len() == 1 && is_provider {
        let top = tokens.skip_space(end);
        let is_top = top > end
            && ["com", "ru", "de", "net", "org"]
                .iter()
                .any(|it| tokens.is_word(top, it));
        if is_top {
            labels.push(tokens.folded_text(top..top + 1));
            end = top + 1;
        } else if sign.how != At::Loose {
            labels.push("com".to_owned());
        }
    }

    let has_top = labels.len() > 1
        && labels
            .last()
            .is_some_and(|last| last.chars().count() >= 2 && last.chars().all(char::is_alphabetic));
    has_top.then_some(Domain {
        labels,
        end,
        is_disguised,
    })
}

/// A comma in place of the last dot, by mistake or on purpose: `ann@example,com`.
/// Behind an `@` in disguise, it may have spaces around it.
fn comma(tokens: &Tokens, start: usize, sign: &Sign) -> Option<(Dot, usize)> {
    let is_loose = sign.how == At::Disguised;
    let at = if is_loose {
        tokens.skip_space(start)
    } else {
        start
    };
    let next = if is_loose {
        tokens.skip_space(at + 1)
    } else {
        at + 1
    };
    let is_top = TOPS.iter().any(|top| tokens.is_word(next, top));

    (tokens.is_mark(at, &[',']) && is_top).then_some((Dot::Plain, next))
}

/// The end of a label of a domain: letters, digits and single hyphens inside. A label in Latin
/// letters ends where another script without spaces begins.
fn label_end(tokens: &Tokens, start: usize) -> usize {
    let is_dense = tokens.is_dense(start);
    let mut end = start;
    loop {
        if tokens.is_letters_or_digits(end) && (tokens.is_dense(end) == is_dense || end == start) {
            end += 1;
        } else if end > start && tokens.is_mark(end, &['-']) && tokens.is_letters_or_digits(end + 1)
        {
            end += 2;
        } else {
            return end;
        }
    }
}

/// The address without what its provider ignores: a tag, and the dots of Gmail.
pub(super) fn canonical(local: &str, labels: &[String]) -> String {
    let local = local.split('+').next().unwrap_or(local);
    let domain = labels.join(".");

    match domain.as_str() {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
        _ => format!("{local}@{domain}"),
    }
}
