//! Opens and closes links and images, so that no address is lost.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType};

use super::builder::{Builder, link_to};
use super::open_link::{AddressShown, FoundLink, OpenLink};
use super::targets::{Target, target};

impl<'a> Builder<'a> {
    /// Opens a link if its address leads somewhere; otherwise only its text remains. Links do not
    /// nest. Returns the events that close it.
    pub(super) fn open_link(
        &mut self,
        found: FoundLink<'a>,
        range: &Range<usize>,
    ) -> Vec<Event<'a>> {
        let address = match found.link_type {
            LinkType::Email => CowStr::from(format!("mailto:{}", found.address)),
            _ => found.address,
        };
        self.unused.remove(&found.label.to_lowercase());

        let target = target(&address);
        // `[]()` and `items[i](x)` are code more often than links.
        let is_as_typed = target == Target::Shown
            && found.link_type == LinkType::Inline
            && !found.is_image
            && (address.is_empty() || self.is_behind_code(range.start));
        let address_shown = match target {
            // Badges: the image of a link leads nowhere by itself.
            _ if self.in_link && found.is_image => AddressShown::Never,
            Target::Href(_) if !self.in_link => AddressShown::InsteadOfNothing,
            Target::Dropped => AddressShown::Never,
            _ if is_as_typed => AddressShown::Never,
            _ => AddressShown::BehindTheText,
        };

        let closing = match target {
            _ if is_as_typed => {
                self.show("[".into());
                vec![Event::Text(format!("]({address})").into())]
            }
            Target::Href(href) if !self.in_link => {
                self.in_link = true;
                let mut closing = self.open([link_to(href.into())]);
                closing.splice(0..0, self.mark(found.link_type, &found.label));
                closing
            }
            _ => Vec::new(),
        };
        self.open_links.push(OpenLink {
            address,
            address_shown,
            first_event: self.events.len(),
            texts_before: self.visible_texts,
        });

        closing
    }

    /// Shows the address of a link that would show nothing, and of one that leads nowhere.
    pub(super) fn close_link(&mut self, range: Range<usize>) {
        let Some(link) = self.open_links.pop() else {
            return;
        };
        let is_blank = self.visible_texts == link.texts_before;
        let inside = self.events.get(link.first_event..).unwrap_or_default();

        match link.address_shown {
            AddressShown::Never => {}
            _ if is_blank => {
                // `![]()`
                let address = match &*link.address {
                    "" => self.markdown.get(range).unwrap_or_default().into(),
                    _ => link.address,
                };
                self.events.truncate(link.first_event);
                self.show(address);
            }
            AddressShown::BehindTheText if !show_only(inside, &link.address) => {
                self.show(format!(" ({})", link.address).into());
            }
            _ => {}
        }
    }

    /// Whether a bracket at this place follows a name or a bracket, as an index does: "items[i](x)".
    fn is_behind_code(&self, at: usize) -> bool {
        let before = self.markdown.get(..at).unwrap_or_default();

        before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ')' | ']'))
    }

    /// "as shown[1]" with "[1]: https://..." below would read "shown1" without its brackets.
    fn mark(&mut self, link_type: LinkType, label: &str) -> Option<Event<'a>> {
        let is_mark = matches!(link_type, LinkType::Shortcut | LinkType::Collapsed)
            && label.chars().all(|c| c.is_ascii_digit());

        is_mark.then(|| {
            self.show("[".into());
            Event::Text("]".into())
        })
    }
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
