//! The hosts that a body links to.

use pulldown_cmark::{Event, Tag};

use super::{markdown_events, urls};

/// The host of each http or https link of a comment body, in reading order, with repetitions:
/// Markdown links and images, and bare URLs, also those that begin with `www.`. Lower-case, in
/// Punycode if not ASCII. Code contains no links.
pub(crate) fn link_hosts(markdown_or_text: &str) -> Vec<String> {
    let links = markdown_events::comment(markdown_or_text)
        .into_iter()
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url),
            _ => None,
        });

    links.filter_map(|url| urls::web_host(&url)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
