//! The hosts that a body links to, and texts that may lead readers elsewhere.

use pulldown_cmark::{Event, Tag};

use super::{markdown_events, urls};

/// The host of each http or https link of a comment's events, in reading order, with repetitions:
/// Markdown links and images, and bare URLs, also those that begin with `www.`. Lower-case, in
/// Punycode if not ASCII. Code contains no links.
pub(super) fn hosts(events: &[Event<'_>]) -> Vec<String> {
    let links = events.iter().filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url),
        _ => None,
    });

    links.filter_map(|url| urls::web_host(url)).collect()
}

/// The digits from which on a number may be one to call or to pay to.
const DIGITS_OF_CONTACT: usize = 5;

/// Whether a body may name a link or a contact: it contains a link, an `@`, a dot inside a word as
/// in a domain, or five digits. True too often rather than too rarely.
pub(crate) fn may_name_contact(markdown_or_text: &str) -> bool {
    let pieces = markdown_or_text.split('.');
    let has_domain = pieces.clone().zip(pieces.skip(1)).any(|(before, after)| {
        before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphabetic)
    });
    let digits = markdown_or_text.chars().filter(|c| c.is_numeric()).count();

    has_domain
        || digits >= DIGITS_OF_CONTACT
        || markdown_or_text.contains(['@', '＠'])
        || !hosts(&markdown_events::comment(markdown_or_text)).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link_hosts(body: &str) -> Vec<String> {
        hosts(&markdown_events::comment(body))
    }

    #[test]
    fn links_domains_handles_and_long_numbers_may_be_contacts() {
        for contact in [
            "See https://localhost/b",
            "[here](http://a.example)",
            "www.a.example",
            "buy at a.example",
            "t.me/profit",
            "Telegram @profit",
            "me@a.example",
            "WhatsApp +1 555 010 7788",
            "اتصل ٥٥٥٠١٠",
        ] {
            assert!(may_name_contact(contact), "{contact}");
        }

        for remark in [
            "Thanks!",
            "Well... yes.",
            "Page 12.",
            "谢谢你。",
            "1:0",
            "👍",
        ] {
            assert!(!may_name_contact(remark), "{remark}");
        }
    }

    #[test]
    fn every_kind_of_link_is_counted() {
        let body = "[one](https://one.example/a) <https://two.example> https://three.example, www.four.example\n\n\
                    ![five](http://five.example/x.png) [six]\n\n[six]: https://SIX.example\n";
        let hosts = [
            "one.example",
            "two.example",
            "three.example",
            "www.four.example",
            "five.example",
            "six.example",
        ];

        assert_eq!(link_hosts(body), hosts);
    }

    #[test]
    fn links_in_html_are_counted() {
        assert_eq!(
            link_hosts("<a href=\"https://one.example\">x</a>"),
            ["one.example"]
        );
        assert_eq!(
            link_hosts("<p>\n<a href=https://one.example>x</a>"),
            ["one.example"]
        );
    }

    #[test]
    fn a_link_whose_text_is_a_url_is_counted_once() {
        assert_eq!(
            link_hosts("[https://shown.example](https://real.example)"),
            ["real.example"]
        );
    }

    #[test]
    fn mail_code_and_prose_are_no_links() {
        assert_eq!(
            link_hosts("me@example.org, [m](mailto:me@example.org), `https://a.example`, a/b"),
            [""; 0]
        );
    }
}
