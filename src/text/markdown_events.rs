//! Parses Markdown bodies into events, with every element that is not allowed as plain text.

use std::borrow::Cow;
use std::collections::HashMap;
use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::autolinks::{self, Autolink};
use super::markdown_source::MarkdownSource;

mod open_links;
mod output;
mod targets;

use open_links::{FoundLink, OpenLinks};
use output::Output;

/// How deep elements may be nested. Deeper ones lose their mark-up and keep their text: nobody
/// reads thirty nested quotations, and HTML parsers need quadratic time for ten thousand.
const MAX_DEPTH: usize = 32;

/// All events of a comment: CommonMark with strike-through, nothing removed.
pub(super) fn comment_parser(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    TextMergeStream::new(Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH))
}

/// The events of a comment: no images, no HTML, no headings, no rules, and line breaks as typed.
pub(super) fn comment(markdown: &str) -> Vec<Event<'_>> {
    Builder::new(markdown, Kind::Comment).read(Options::ENABLE_STRIKETHROUGH)
}

/// The events of an article: no images, no HTML. Headings begin at level two, because the title has
/// level one.
pub(super) fn article(markdown: &str) -> Vec<Event<'_>> {
    let options =
        Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut events = Builder::new(markdown, Kind::Article).read(options);

    let is_title =
        |event: &Event<'_>| matches!(event, Event::End(TagEnd::Heading(HeadingLevel::H1)));
    if events.iter().any(is_title) {
        events.iter_mut().for_each(lower_heading);
    }

    events
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Comment,
    Article,
}

/// Builds the events of one body.
struct Builder<'a> {
    markdown: &'a str,
    kind: Kind,
    output: Output<'a>,
    /// For each open element the events that close it; none for a dropped element.
    closing: Vec<Vec<Event<'a>>>,
    open_links: OpenLinks<'a>,
    in_code: bool,
    /// Whether the parser reads another text than the source.
    is_masked: bool,
    /// The bare URLs that were not reached so far, in reading order.
    links: Peekable<IntoIter<Autolink>>,
    /// The end of the last bare URL, in bytes of the source.
    after_link: usize,
    /// The range of each link definition (`[label]: url`) that no link has used so far.
    unused: HashMap<String, Range<usize>>,
}

impl<'a> Builder<'a> {
    fn new(markdown: &'a str, kind: Kind) -> Self {
        Self {
            markdown,
            kind,
            output: Output::default(),
            closing: Vec::new(),
            open_links: OpenLinks::default(),
            in_code: false,
            is_masked: false,
            links: Vec::new().into_iter().peekable(),
            after_link: 0,
            unused: HashMap::new(),
        }
    }

    fn read(mut self, options: Options) -> Vec<Event<'a>> {
        let MarkdownSource { masked, links } = MarkdownSource::of(self.markdown, options);
        self.links = links.into_iter().peekable();
        self.is_masked = matches!(masked, Cow::Owned(_));

        match masked {
            Cow::Borrowed(source) => self.read_all(Parser::new_ext(source, options)),
            Cow::Owned(source) => self.read_all(Parser::new_ext(&source, options)),
        }

        self.output.events
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
                let source = self.source(range);
                self.open_links.close(&mut self.output, source);
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(text, range),
            Event::InlineHtml(html) => self.literal_text(&html),
            Event::Html(html) => self.lines(&html),
            Event::SoftBreak if self.kind == Kind::Comment => self.output.push(Event::HardBreak),
            Event::Rule if self.kind == Kind::Comment => self.rule(range),
            other => self.output.push(other),
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
            } => self.link(FoundLink {
                link_type,
                is_image: false,
                address,
                label,
                before: self.source(0..range.start),
            }),
            Tag::Image {
                dest_url: address,
                link_type,
                id: label,
                ..
            } => self.link(FoundLink {
                link_type,
                is_image: true,
                address,
                label,
                before: self.source(0..range.start),
            }),
            Tag::Item | Tag::Paragraph if is_too_deep => vec![Event::HardBreak],
            _ if is_too_deep => Vec::new(),
            Tag::HtmlBlock => self.output.open([Tag::Paragraph]),
            Tag::Heading { .. } if self.kind == Kind::Comment => self.flat_heading(range),
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.output.open([Tag::CodeBlock(kind)])
            }
            other => self.output.open([other]),
        };

        self.closing.push(closing);
    }

    fn link(&mut self, found: FoundLink<'a>) -> Vec<Event<'a>> {
        self.unused.remove(&found.label.to_lowercase());

        self.open_links.open(&mut self.output, found)
    }

    fn end(&mut self) {
        let closing = self.closing.pop().unwrap_or_default();
        if closing.contains(&Event::End(TagEnd::CodeBlock)) {
            self.in_code = false;
        }

        self.output.close(closing);
    }

    /// The source of a range.
    fn source(&self, range: Range<usize>) -> &'a str {
        self.markdown.get(range).unwrap_or_default()
    }

    /// A comment has no headings: `# ...` becomes a strong paragraph. Text above a line of `-` or `=`
    /// is rarely meant as a heading ("--" above a signature), so it becomes a paragraph that ends
    /// with that line.
    fn flat_heading(&mut self, range: Range<usize>) -> Vec<Event<'a>> {
        let source = self.source(range).trim_end();
        let above = source.trim_end_matches(['-', '=']);
        let underline = source.get(above.len()..).unwrap_or_default();
        if source.starts_with('#') || underline.is_empty() {
            return self.output.open([Tag::Paragraph, Tag::Strong]);
        }

        let mut closing = vec![Event::HardBreak, Event::Text(underline.into())];
        closing.extend(self.output.open([Tag::Paragraph]));

        closing
    }

    fn rule(&mut self, range: Range<usize>) {
        let source = self.source(range).trim();
        let closing = self.output.open([Tag::Paragraph]);
        self.output.push(Event::Text(source.into()));
        self.output.close(closing);
    }

    fn lines(&mut self, html: &str) {
        for line in html.lines() {
            if !matches!(self.output.events.last(), Some(Event::Start(_)) | None) {
                self.output.push(Event::HardBreak);
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
            let closing = self.output.open([Tag::Paragraph]);
            self.literal_text(self.source(range).trim());
            self.output.close(closing);
        }
    }

    /// Shows a comment of nothing but numbers of empty list items as typed: "2019." may be an answer.
    fn lone_numbers(&mut self) {
        let is_number = |event: &Event<'_>| matches!(event, Event::Start(Tag::List(Some(_))));
        let is_empty = self.kind == Kind::Comment && self.output.visible_texts == 0;
        if !is_empty || !self.output.events.iter().any(is_number) {
            return;
        }

        self.output.events.clear();
        let closing = self.output.open([Tag::Paragraph]);
        self.lines(self.markdown);
        self.output.close(closing);
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
            self.output.show(piece(from..link.range.start).into());
            from = link.range.end;
            self.after_link = from;
            self.autolink(link);
        }

        if from == range.start {
            self.output.show(text);
        } else if from < range.end {
            self.output.show(piece(from..range.end).into());
        }
    }

    /// The text of the source where it stands for itself, which entities do not.
    fn as_typed(&self, text: CowStr<'a>, range: &Range<usize>) -> CowStr<'a> {
        let typed = self.source(range.clone());
        let is_same = self.is_masked && !self.in_code && typed.len() == text.len();

        if is_same { typed.into() } else { text }
    }

    /// Adds a text that is no Markdown, with its bare URLs and email addresses as links.
    fn literal_text(&mut self, text: &str) {
        let mut from = 0;
        let piece = |range: Range<usize>| text.get(range).unwrap_or_default().to_owned();

        for link in autolinks::in_literal_text(text) {
            self.output.show(piece(from..link.range.start).into());
            from = link.range.end;
            self.autolink(link);
        }

        self.output.show(piece(from..text.len()).into());
    }

    /// Adds a bare URL or email address. Links do not nest.
    fn autolink(&mut self, link: Autolink) {
        if self.open_links.is_in_link || self.in_code {
            self.output.show(link.shown.into());
            return;
        }

        let closing = self.output.open_link(link.href.into());
        self.output.show(link.shown.into());
        self.output.close(closing);
    }
}

fn lower_heading(event: &mut Event<'_>) {
    match event {
        Event::Start(Tag::Heading { level, .. }) | Event::End(TagEnd::Heading(level)) => {
            *level = match level {
                HeadingLevel::H1 => HeadingLevel::H2,
                HeadingLevel::H2 => HeadingLevel::H3,
                HeadingLevel::H3 => HeadingLevel::H4,
                HeadingLevel::H4 => HeadingLevel::H5,
                HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
            }
        }
        _ => {}
    }
}
