//! Where a Markdown link leads.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use url::Url;

use crate::text::characters;

/// What becomes of the address of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// It is a link to this URL.
    Href(String),
    /// It leads nowhere outside its author's own page: no link, but readers see the address.
    Shown,
    /// It is code or content instead of a place: no link, and the address is dropped.
    Dropped,
}

const DROPPED_SCHEMES: [&str; 10] = [
    "javascript",
    "data",
    "vbscript",
    "livescript",
    "mocha",
    "blob",
    "filesystem",
    "view-source",
    "jar",
    "about",
];

/// Endings of files that people link to. A name with such an ending and no path behind it is a
/// relative address, although some of the endings are top-level domains: `readme.md`.
const FILE_ENDINGS: [&str; 44] = [
    "asp", "aspx", "avif", "bmp", "css", "csv", "doc", "docx", "epub", "gif", "htm", "html", "ico",
    "jpeg", "jpg", "js", "json", "jsp", "md", "mov", "mp", "mp3", "mp4", "odt", "ogg", "pdf",
    "php", "png", "ppt", "pptx", "py", "rs", "rst", "sh", "svg", "ts", "txt", "wav", "webm",
    "webp", "xhtml", "xls", "xlsx", "zip",
];

/// Links lead to http, https and mailto URLs. A host or a mailbox without a scheme gets one (a
/// "suffix reference" of RFC 3986, section 4.5): no relative address has a meaning on a page that
/// is not the author's.
pub(super) fn target(address: &str) -> Target {
    let address = without_hidden(address);
    let completed = completed(&address).unwrap_or(address);

    let Ok(url) = Url::parse(&completed) else {
        return Target::Shown;
    };
    match url.scheme() {
        "http" | "https" => Target::Href(completed),
        "mailto" if !url.path().is_empty() || url.query().is_some() => Target::Href(completed),
        scheme if DROPPED_SCHEMES.contains(&scheme) => Target::Dropped,
        _ => Target::Shown,
    }
}

/// The address without what browsers skip (URL Standard, section 4.4) and without invisible
/// characters at its edges.
fn without_hidden(address: &str) -> String {
    let is_edge = |c: char| c.is_whitespace() || c.is_control() || characters::is_invisible(c);

    address
        .trim_matches(is_edge)
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect()
}

/// The address with the scheme or the slashes that it lacks.
fn completed(address: &str) -> Option<String> {
    if let Some(rest) = address.strip_prefix("//") {
        return is_host(rest).then(|| format!("https:{address}"));
    }

    // "https:a.example" would lead to a page of the site that shows the comment.
    let (scheme, rest) = address.split_once(':').unwrap_or_default();
    let is_web = ["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    if is_web {
        let rest = rest.trim_start_matches(['/', '\\']);
        return Some(format!("{scheme}://{rest}"));
    }

    if is_host(address) {
        Some(format!("https://{address}"))
    } else {
        is_mailbox(address).then(|| format!("mailto:{address}"))
    }
}

/// Whether the address begins with the name of a host that is no file.
fn is_host(address: &str) -> bool {
    let end = address.find(['/', '?', '#']).unwrap_or(address.len());
    let (authority, rest) = address.split_at(end);
    let (host, port) = authority.split_once(':').unwrap_or((authority, "0"));
    let Some((name, top)) = host.rsplit_once('.') else {
        return false;
    };

    let is_port = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let is_top = (top.chars().count() >= 2
        && top.chars().all(|c| is_in_word(c) && !c.is_numeric()))
        || top.starts_with("xn--");
    let is_file = !rest.starts_with('/')
        && FILE_ENDINGS
            .iter()
            .any(|ending| top.eq_ignore_ascii_case(ending));

    is_port && is_top && !is_file && name.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let is_inside = |c: char| is_in_word(c) || matches!(c, '-' | '_');

    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(is_inside)
}

fn is_mailbox(address: &str) -> bool {
    let mailbox = address.split('?').next().unwrap_or_default();
    let Some((local, domain)) = mailbox.split_once('@') else {
        return false;
    };
    let is_local = !local.is_empty() && local.chars().all(|c| is_in_word(c) || ".-_+".contains(c));

    is_local && !domain.contains([':', '/', '#']) && is_host(domain)
}

/// Letters and digits, with the marks and joiners inside the words of their scripts.
fn is_in_word(c: char) -> bool {
    c.is_alphanumeric()
        || c.general_category_group() == GeneralCategoryGroup::Mark
        || matches!(c, '\u{200C}' | '\u{200D}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3986, section 4.5.
    #[test]
    fn a_host_or_mailbox_without_a_scheme_gets_one() {
        for (address, href) in [
            ("www.a.example/x", "https://www.a.example/x"),
            ("WWW.a.example:8080/x", "https://WWW.a.example:8080/x"),
            ("a.example", "https://a.example"),
            ("a.example?q=b", "https://a.example?q=b"),
            ("a.example#b", "https://a.example#b"),
            ("a.example/@ann", "https://a.example/@ann"),
            ("a_b.c-d.example/x", "https://a_b.c-d.example/x"),
            ("lib.rs/crates", "https://lib.rs/crates"),
            ("пример.рф/x", "https://пример.рф/x"),
            ("例え.jp/道", "https://例え.jp/道"),
            ("xn--mnchen-3ya.xn--p1ai", "https://xn--mnchen-3ya.xn--p1ai"),
            ("//a.example/x", "https://a.example/x"),
            ("me@a.example", "mailto:me@a.example"),
            ("me@a.example?subject=b", "mailto:me@a.example?subject=b"),
            ("संपर्क@डाटा.भारत", "mailto:संपर्क@डाटा.भारत"),
            (" \u{200B}www.a.example\u{FEFF}", "https://www.a.example"),
        ] {
            let expected = Target::Href(href.to_owned());

            assert_eq!(target(address), expected, "{address}");
        }
    }

    /// A browser reads `https:a.example` relative to the page.
    #[test]
    fn a_web_address_has_two_slashes() {
        for (address, href) in [
            ("HTTP://a.example", "HTTP://a.example"),
            ("https:a.example/x", "https://a.example/x"),
            ("http:/a.example/x", "http://a.example/x"),
            ("https:///a.example/x", "https://a.example/x"),
            ("https:\\\\a.example/x", "https://a.example/x"),
            ("ht\ntps://a.example", "https://a.example"),
            ("https://a.example/b c", "https://a.example/b c"),
            ("https://localhost:8080/x", "https://localhost:8080/x"),
        ] {
            let expected = Target::Href(href.to_owned());

            assert_eq!(target(address), expected, "{address}");
        }
    }

    #[test]
    fn an_address_that_leads_nowhere_is_shown() {
        for address in [
            "",
            "/x",
            "x",
            "x/y.html",
            "../x",
            "./a.example",
            "x.html",
            "cat.PNG",
            "main.rs:10",
            "readme.md#part",
            "v1.2/x",
            "10.0.0.1/x",
            "localhost:8080/x",
            "-a.example/x",
            "a..example/x",
            "#x",
            "?q=x",
            "//",
            "//x",
            "///a.example",
            "http://",
            "https:",
            "http:// a.example",
            "https//a.example",
            "hxxps://a.example",
            "ftp://a.example",
            "tel:+1555",
            "sms:+1555",
            "xmpp:me@a.example",
            "magnet:?x",
            "C:\\x",
            "mailto:",
            "@ann@a.example",
            "me@x",
        ] {
            assert_eq!(target(address), Target::Shown, "{address}");
        }
    }

    #[test]
    fn code_and_content_as_an_address_are_dropped() {
        for address in [
            "javascript:x",
            " JavaScript:x",
            "\u{1}javascript:x",
            "\u{200B}javascript:x",
            "java\tscript:x",
            "javascript:x//a.example/y",
            "data:text/html,x",
            "vbscript:x",
            "blob:https://a.example/1",
            "view-source:javascript:x",
        ] {
            assert_eq!(target(address), Target::Dropped, "{address}");
        }
    }
}
