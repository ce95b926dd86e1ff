//! Opens and closes links and images, so that no address is lost.

use pulldown_cmark::{CowStr, Event, LinkType};

use super::output::Output;
use super::targets::{Target, target};

/// The links and images that are open, the innermost last.
#[derive(Default)]
pub(super) struct OpenLinks<'a> {
    open: Vec<OpenLink<'a>>,
    /// Whether one of them is a link to readers. Links do not nest.
    pub is_in_link: bool,
}

struct OpenLink<'a> {
    is_link: bool,
    address: CowStr<'a>,
    address_shown: AddressShown,
    /// The number of events before its text.
    first_event: usize,
    /// The number of visible texts before its text.
    texts_before: usize,
}

/// When readers see the address of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AddressShown {
    Never,
    /// Its text shows nothing, so nobody could find the link.
    InsteadOfNothing,
    /// Nobody can follow it.
    BehindTheText,
}

/// A link or an image, as the parser found it.
pub(super) struct FoundLink<'a> {
    pub link_type: LinkType,
    pub is_image: bool,
    pub address: CowStr<'a>,
    /// The label of its definition, if it has one.
    pub label: CowStr<'a>,
    /// The source in front of it.
    pub before: &'a str,
}

impl<'a> OpenLinks<'a> {
    /// Opens a link if its address leads somewhere; otherwise only its text remains. Returns the
    /// events that close it.
    pub(super) fn open(&mut self, output: &mut Output<'a>, found: FoundLink<'a>) -> Vec<Event<'a>> {
        let is_in_link = self.is_in_link;
        let is_number = found.is_number();
        let address = match found.link_type {
            LinkType::Email => CowStr::from(format!("mailto:{}", found.address)),
            _ => found.address,
        };

        let target = target(&address);
        // `[]()` and `items[i](x)` are code more often than links.
        let is_as_typed = target == Target::Shown
            && found.link_type == LinkType::Inline
            && !found.is_image
            && (address.is_empty() || is_code(found.before));
        let address_shown = match target {
            // Badges: the image of a link leads nowhere by itself.
            _ if is_in_link && found.is_image => AddressShown::Never,
            Target::Href(_) if !is_in_link => AddressShown::InsteadOfNothing,
            Target::Dropped => AddressShown::Never,
            _ if is_as_typed => AddressShown::Never,
            _ => AddressShown::BehindTheText,
        };

        let closing = match target {
            _ if is_as_typed => {
                output.show("[".into());
                vec![Event::Text(format!("]({address})").into())]
            }
            Target::Href(href) if !is_in_link => {
                self.is_in_link = true;
                let mut closing = output.open_link(href.into());
                if is_number {
                    output.show("[".into());
                    closing.insert(0, Event::Text("]".into()));
                }
                closing
            }
            _ => Vec::new(),
        };
        self.open.push(OpenLink {
            is_link: self.is_in_link && !is_in_link,
            address,
            address_shown,
            first_event: output.events.len(),
            texts_before: output.visible_texts,
        });

        closing
    }

    /// Shows the address of a link that would show nothing, and of one that leads nowhere. `source`
    /// is that of the link.
    pub(super) fn close(&mut self, output: &mut Output<'a>, source: &'a str) {
        let Some(link) = self.open.pop() else {
            return;
        };
        let is_blank = output.visible_texts == link.texts_before;
        let inside = output.events.get(link.first_event..).unwrap_or_default();

        match link.address_shown {
            AddressShown::Never => {}
            _ if is_blank => {
                // `![]()`
                let address = match &*link.address {
                    "" => source.into(),
                    _ => link.address,
                };
                output.events.truncate(link.first_event);
                output.show(address);
            }
            AddressShown::BehindTheText if !show_only(inside, &link.address) => {
                output.show(format!(" ({})", link.address).into());
            }
            _ => {}
        }

        if link.is_link {
            self.is_in_link = false;
        }
    }
}

impl FoundLink<'_> {
    /// "as shown\[1\]" with "\[1\]: https://..." below would read "shown1" without its brackets.
    fn is_number(&self) -> bool {
        matches!(self.link_type, LinkType::Shortcut | LinkType::Collapsed)
            && self.label.chars().all(|c| c.is_ascii_digit())
    }
}

/// Whether a bracket behind this source follows a name or a bracket, as an index does.
fn is_code(before: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ')' | ']'))
}

/// Whether the events show just this address. Reads no more of them than the address is long.
fn show_only(events: &[Event<'_>], address: &str) -> bool {
    let mut rest = address.trim();

    for event in events {
        let (Event::Text(text) | Event::Code(text)) = event else {
            return false;
        };
        match rest.strip_prefix(&**text) {
            Some(remaining) if !text.is_empty() => rest = remaining,
            _ => return false,
        }
    }

    rest.is_empty()
}
