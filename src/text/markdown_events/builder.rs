//! Builds the events of one body from those of the parser.

use std::borrow::Cow;
use std::collections::HashMap;
use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::open_link::{FoundLink, OpenLink};
use crate::text::autolinks::{self, Autolink};
use crate::text::markdown_source::MarkdownSource;
use crate::text::normalize::is_blank;

/// How deep elements may be nested. Deeper ones lose their mark-up and keep their text: nobody
/// reads thirty nested quotations, and HTML parsers need quadratic time for ten thousand.
const MAX_DEPTH: usize = 32;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Comment,
    Article,
}

/// Builds the events of one body.
pub(super) struct Builder<'a> {
    pub(super) markdown: &'a str,
    kind: Kind,
    pub(super) events: Vec<Event<'a>>,
    /// For each open element the events that close it; none for a dropped element.
    closing: Vec<Vec<Event<'a>>>,
    /// The open links and images, the innermost last.
    pub(super) open_links: Vec<OpenLink<'a>>,
    /// How many texts were added so far that readers can see.
    pub(super) visible_texts: usize,
    pub(super) in_link: bool,
    in_code: bool,
    /// Whether the parser reads another text than the source.
    is_masked: bool,
    /// The bare URLs that were not reached so far, in reading order.
    links: Peekable<IntoIter<Autolink>>,
    /// The end of the last bare URL, in bytes of the source.
    after_link: usize,
    /// The range of each link definition (`[label]: url`) that no link has used so far.
    pub(super) unused: HashMap<String, Range<usize>>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(markdown: &'a str, kind: Kind) -> Self {
        Self {
            markdown,
            kind,
            events: Vec::new(),
            closing: Vec::new(),
            open_links: Vec::new(),
            visible_texts: 0,
            in_link: false,
            in_code: false,
            is_masked: false,
            links: Vec::new().into_iter().peekable(),
            after_link: 0,
            unused: HashMap::new(),
        }
    }

    pub(super) fn read(mut self, options: Options) -> Vec<Event<'a>> {
        let MarkdownSource { masked, links } = MarkdownSource::of(self.markdown, options);
        self.links = links.into_iter().peekable();
        self.is_masked = matches!(masked, Cow::Owned(_));

        match masked {
            Cow::Borrowed(source) => self.read_all(Parser::new_ext(source, options)),
            Cow::Owned(source) => self.read_all(Parser::new_ext(&source, options)),
        }

        self.events
    }

    fn read_all(&mut self, parser: Parser<'_>) {
        let parser = parser.into_offset_iter();
        let definitions = parser.reference_definitions().iter();
        self.unused = definitions
            .map(|(label, found)| (label.to_lowercase(), found.span.clone()))
            .collect();

        for (event, range) in parser {
            self.take(event.into_static(), range);
        }
        self.unused_definitions();
        self.lone_numbers();
    }

    fn take(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                self.close_link(range);
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(text, range),
            Event::Code(ref text) | Event::FootnoteReference(ref text) => {
                self.visible_texts += usize::from(!is_blank(text));
                self.events.push(event);
            }
            Event::InlineHtml(html) => self.literal_text(&html),
            Event::Html(html) => self.lines(&html),
            Event::SoftBreak if self.kind == Kind::Comment => self.events.push(Event::HardBreak),
            Event::Rule if self.kind == Kind::Comment => self.rule(range),
            other => self.events.push(other),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let is_too_deep = self.closing.len() >= MAX_DEPTH;

        let closing = match tag {
            Tag::Link {
                dest_url: address,
                link_type,
                id: label,
                ..
            } => {
                let is_image = false;
                self.open_link(
                    FoundLink {
                        link_type,
                        is_image,
                        address,
                        label,
                    },
                    &range,
                )
            }
            Tag::Image {
                dest_url: address,
                link_type,
                id: label,
                ..
            } => {
                let is_image = true;
                self.open_link(
                    FoundLink {
                        link_type,
                        is_image,
                        address,
                        label,
                    },
                    &range,
                )
            }
            Tag::Item | Tag::Paragraph if is_too_deep => vec![Event::HardBreak],
            _ if is_too_deep => Vec::new(),
            Tag::HtmlBlock => self.open([Tag::Paragraph]),
            Tag::Heading { .. } if self.kind == Kind::Comment => self.flat_heading(range),
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.open([Tag::CodeBlock(kind)])
            }
            other => self.open([other]),
        };

        self.closing.push(closing);
    }

    fn end(&mut self) {
        for event in self.closing.pop().unwrap_or_default() {
            match event {
                Event::End(TagEnd::Link) => self.in_link = false,
                Event::End(TagEnd::CodeBlock) => self.in_code = false,
                _ => {}
            }
            self.events.push(event);
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

    /// A comment has no headings: `# ...` becomes a strong paragraph. Text above a line of `-` or `=`
    /// is rarely meant as a heading ("--" above a signature), so it becomes a paragraph that ends
    /// with that line.
    fn flat_heading(&mut self, range: Range<usize>) -> Vec<Event<'a>> {
        let source = self.markdown.get(range).unwrap_or_default().trim_end();
        let above = source.trim_end_matches(['-', '=']);
        let underline = source.get(above.len()..).unwrap_or_default();
        if source.starts_with('#') || underline.is_empty() {
            return self.open([Tag::Paragraph, Tag::Strong]);
        }

        let mut closing = vec![Event::HardBreak, Event::Text(underline.into())];
        closing.extend(self.open([Tag::Paragraph]));

        closing
    }

    fn rule(&mut self, range: Range<usize>) {
        let source = self.markdown.get(range).unwrap_or_default().trim();
        let closing = self.open([Tag::Paragraph]);
        self.events.push(Event::Text(source.into()));
        self.events.extend(closing);
    }

    fn lines(&mut self, html: &str) {
        for line in html.lines() {
            if !matches!(self.events.last(), Some(Event::Start(_)) | None) {
                self.events.push(Event::HardBreak);
            }
            self.literal_text(line);
        }
    }

    /// Shows link definitions that no link uses as typed. They are often meant as a list of sources
    /// (`[1]: https://...`), and Markdown would remove them.
    fn unused_definitions(&mut self) {
        let mut unused: Vec<Range<usize>> = self.unused.drain().map(|(_, range)| range).collect();
        unused.sort_by_key(|range| range.start);

        for range in unused {
            let closing = self.open([Tag::Paragraph]);
            self.literal_text(self.markdown.get(range).unwrap_or_default().trim());
            self.events.extend(closing);
        }
    }

    /// Shows a comment of nothing but numbers of empty list items as typed: "2019." may be an answer.
    fn lone_numbers(&mut self) {
        let is_number = |event: &Event<'_>| matches!(event, Event::Start(Tag::List(Some(_))));
        let is_empty = self.kind == Kind::Comment && self.visible_texts == 0;
        if !is_empty || !self.events.iter().any(is_number) {
            return;
        }

        self.events.clear();
        let closing = self.open([Tag::Paragraph]);
        self.lines(self.markdown);
        self.events.extend(closing);
    }

    /// Adds a text.
    pub(super) fn show(&mut self, text: CowStr<'a>) {
        if text.is_empty() {
            return;
        }

        self.visible_texts += usize::from(!is_blank(&text));
        self.events.push(Event::Text(text));
    }

    /// Adds a text of the source, with its bare URLs and email addresses as links.
    fn text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        let text = self.as_typed(text, &range);
        let mut from = range.start.max(self.after_link);
        let piece = |range_of_source: Range<usize>| {
            let start = range_of_source.start.saturating_sub(range.start);
            let end = range_of_source.end.saturating_sub(range.start);
            text.get(start..end).unwrap_or_default().to_owned()
        };

        while let Some(link) = self.links.next_if(|link| link.range.start < range.end) {
            self.show(piece(from..link.range.start).into());
            from = link.range.end;
            self.after_link = from;
            self.autolink(link);
        }

        if from == range.start {
            self.show(text);
        } else if from < range.end {
            self.show(piece(from..range.end).into());
        }
    }

    /// The text of the source where it stands for itself, which entities do not.
    fn as_typed(&self, text: CowStr<'a>, range: &Range<usize>) -> CowStr<'a> {
        let typed = self.markdown.get(range.clone()).unwrap_or_default();
        let is_same = self.is_masked && !self.in_code && typed.len() == text.len();

        if is_same { typed.into() } else { text }
    }

    /// Adds a text that is no Markdown, with its bare URLs and email addresses as links.
    fn literal_text(&mut self, text: &str) {
        let mut from = 0;
        let piece = |range: Range<usize>| text.get(range).unwrap_or_default().to_owned();

        for link in autolinks::in_literal_text(text) {
            self.show(piece(from..link.range.start).into());
            from = link.range.end;
            self.autolink(link);
        }

        self.show(piece(from..text.len()).into());
    }

    /// Adds a bare URL or email address. Links do not nest.
    fn autolink(&mut self, link: Autolink) {
        if self.in_link || self.in_code {
            self.show(link.shown.into());
            return;
        }

        let closing = self.open([link_to(link.href.into())]);
        self.show(link.shown.into());
        self.events.extend(closing);
    }
}

pub(super) fn link_to(url: CowStr<'_>) -> Tag<'_> {
    Tag::Link {
        link_type: LinkType::Inline,
        dest_url: url,
        title: "".into(),
        id: "".into(),
    }
}
