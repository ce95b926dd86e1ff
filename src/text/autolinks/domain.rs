//! Where a bare URL or email address may begin.

use std::ops::Range;

use crate::text::urls::Scheme;

/// The scheme of the URL that begins at this place, if one may begin there.
pub(super) fn scheme_at(text: &str, at: usize) -> Option<Scheme> {
    let rest = text.get(at..).unwrap_or_default();
    let starts = |prefix: &str| {
        rest.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let is_in_word = before.is_some_and(|c| c.is_ascii_alphanumeric());

    if is_in_word {
        None
    } else if starts("http://") || starts("https://") {
        Some(Scheme::Written)
    } else {
        let is_in_url = matches!(before, Some('/' | '.' | '-' | '@'));
        (starts("www.") && !is_in_url).then_some(Scheme::Implied)
    }
}

/// The email address around the `@` at this place, as GFM 6.9 defines it. The last label must be
/// that of a domain: `react@18.2.0` is a version.
pub(super) fn email_at(text: &str, at: usize, within: Range<usize>) -> Option<Range<usize>> {
    let before = text.get(within.start..at)?;
    let local = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c));
    let start = within.start + local.len();
    // "@ann@social.example" and "ssh://git@host.example" are no mailboxes.
    let is_other = text.get(..start)?.ends_with(['@', '/']);

    let after = text.get(at + 1..within.end)?;
    let length = after
        .find(|c: char| !c.is_ascii_alphanumeric() && !".-_".contains(c))
        .unwrap_or(after.len());
    let domain = after.get(..length)?.trim_end_matches('.');
    let (name, top) = domain.rsplit_once('.')?;

    let is_domain = !name.is_empty()
        && !name.split('.').any(str::is_empty)
        && !domain.ends_with(['-', '_'])
        && top.len() >= 2
        && top.starts_with(|c: char| c.is_ascii_alphabetic());

    (start < at && is_domain && !is_other).then(|| start..at + 1 + domain.len())
}
