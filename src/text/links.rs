//! To which hosts does a body link?

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{addresses, prose};

/// The host of each http(s) link of a comment body, in reading order, repeats included: Markdown
/// links and images, bare addresses, also those that begin with `www.`. Lower-case, Punycode where
/// not ASCII. Code is no link.
pub fn link_hosts(markdown_or_text: &str) -> Vec<String> {
    let mut hosts = Vec::new();
    let mut settled = false;
    for event in prose::comment(markdown_or_text) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                settled = true;
                hosts.extend(addresses::web_host(&dest_url));
            }
            Event::Start(Tag::CodeBlock(_)) => settled = true,
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => settled = false,
            // What is left in plain text is what we do not turn into a link: bare `www.` addresses.
            Event::Text(text) if !settled => {
                hosts.extend(
                    addresses::find(&text)
                        .into_iter()
                        .map(|address| address.host),
                );
            }
            _ => {}
        }
    }
    hosts
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
    fn html_is_no_way_around_the_count() {
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
    fn a_link_named_by_its_own_address_is_one() {
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
