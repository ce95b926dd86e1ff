//! To which hosts does a body link?

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{addresses, prose};

/// The host of each http(s) link of a comment body, in reading order, repeats included: Markdown links and images,
/// bare addresses, also those that begin with `www.`. Lower-case, Punycode where not ASCII. Code is no link.
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
                hosts.extend(addresses::find(&text).into_iter().map(|address| address.host));
            }
            _ => {}
        }
    }
    hosts
}
