//! The events that a body becomes, and how much of them readers see.

use pulldown_cmark::{CowStr, Event, LinkType, Tag};

use crate::text::normalize::is_blank;

#[derive(Default)]
pub(super) struct Output<'a> {
    pub events: Vec<Event<'a>>,
    /// How many texts were added so far that readers can see.
    pub visible_texts: usize,
}

impl<'a> Output<'a> {
    pub(super) fn push(&mut self, event: Event<'a>) {
        if let Event::Text(text) | Event::Code(text) | Event::FootnoteReference(text) = &event {
            self.visible_texts += usize::from(!is_blank(text));
        }

        self.events.push(event);
    }

    pub(super) fn show(&mut self, text: CowStr<'a>) {
        if !text.is_empty() {
            self.push(Event::Text(text));
        }
    }

    /// Opens elements, each inside the one before. Returns the events that close them.
    pub(super) fn open<const N: usize>(&mut self, tags: [Tag<'a>; N]) -> Vec<Event<'a>> {
        let closing = tags
            .iter()
            .rev()
            .map(|tag| Event::End(tag.to_end()))
            .collect();
        self.events.extend(tags.map(Event::Start));

        closing
    }

    pub(super) fn open_link(&mut self, url: CowStr<'a>) -> Vec<Event<'a>> {
        self.open([Tag::Link {
            link_type: LinkType::Inline,
            dest_url: url,
            title: "".into(),
            id: "".into(),
        }])
    }

    pub(super) fn close(&mut self, closing: Vec<Event<'a>>) {
        for event in closing {
            self.push(event);
        }
    }
}
