//! Reads the plain text of a Markdown body, with and without quotations, URLs and mentions.

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::mentions::{Mentioning, mentions_as_words, without_mentions};
use super::{markdown_events, urls};

/// The bytes of mark-up, entities and mentions. A text without any of them is its own plain text:
/// lists and rulers need none of them, but they only add signs.
const MARKS: &[u8] = b"<>&[]*_`~#\\@";

/// The plain text of a Markdown body, in four variants. Two line feeds separate paragraphs.
pub(super) struct PlainText<'a> {
    /// All text, with quotations, URLs, mentions and the targets of links.
    pub full: Cow<'a, str>,
    /// The author's own words: without URLs, mentions and block quotations.
    pub own: Cow<'a, str>,
    /// The own words and the block quotations; `None` without a block quotation.
    pub with_quotations: Option<String>,
    /// The own words and the mentions; `None` if there are only a few mentions.
    pub with_mentions: Option<Mentioning>,
    /// Whether a URL, a mention or an email address is left out of the own words.
    pub has_contact: bool,
}

/// Reads a body as its readers see it: without mark-up, with entities resolved. Two comments that
/// differ only in URLs and mentions are the same text to a reader (Tao et al., "Groundhog day:
/// near-duplicate detection on Twitter", WWW 2013, level two).
pub(super) fn plain_text(markdown: &str) -> PlainText<'_> {
    if markdown.bytes().all(|byte| !MARKS.contains(&byte)) {
        let own = without_urls(markdown);

        return PlainText {
            full: Cow::Borrowed(markdown),
            has_contact: matches!(own, Cow::Owned(_)),
            own,
            with_quotations: None,
            with_mentions: None,
        };
    }

    let mut reader = Reader::default();
    for event in markdown_events::comment_parser(markdown) {
        reader.take(&event);
    }

    // Link definitions (`[1]: https://...`) give no event, and rulers and tags give no text.
    let is_incomplete = reader.full.trim().is_empty() || markdown.contains("]:");
    let full = if is_incomplete {
        Cow::Borrowed(markdown)
    } else {
        Cow::Owned(reader.full)
    };
    let with_mentions = mentions_as_words(&reader.own);
    let with_quotations = reader
        .has_quotation
        .then(|| without_mentions(reader.quoting));

    PlainText {
        full,
        has_contact: reader.has_url || reader.own.contains('@'),
        own: Cow::Owned(without_mentions(reader.own)),
        with_quotations,
        with_mentions,
    }
}

#[derive(Default)]
struct Reader {
    full: String,
    /// The own words, still with mentions.
    own: String,
    /// The own words and quotations, still with mentions.
    quoting: String,
    /// The number of open block quotations, of Markdown and of HTML.
    depth: usize,
    has_quotation: bool,
    /// Whether the own words are without a URL that the text has.
    has_url: bool,
    /// For each open list the number of its next item; `None` for a list without numbers.
    lists: Vec<Option<u64>>,
}

impl Reader {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.text(text),
            Event::Html(html) | Event::InlineHtml(html) => self.html(html),
            Event::Start(Tag::BlockQuote(_)) => self.open_quotation(),
            Event::End(TagEnd::BlockQuote(_)) => self.close_quotation(),
            Event::Start(
                Tag::Link {
                    dest_url, title, ..
                }
                | Tag::Image {
                    dest_url, title, ..
                },
            ) => {
                self.full.extend([dest_url, " ", title]);
                self.has_url |= self.depth == 0;
            }
            Event::Start(Tag::List(first)) => self.open_list(*first),
            Event::End(TagEnd::List(_)) => self.close_list(),
            Event::Start(Tag::Item) => self.item(),
            // Emphasis may begin or end inside a word. All other mark-up separates words.
            Event::Start(tag) => self.edge(tag.to_end()),
            Event::End(tag) => self.edge(*tag),
            _ => self.space("\n"),
        }
    }

    fn edge(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {}
            TagEnd::Item | TagEnd::Image => self.space("\n"),
            _ => self.space("\n\n"),
        }
    }

    fn open_list(&mut self, first: Option<u64>) {
        self.space("\n\n");
        self.lists.push(first);
    }

    fn close_list(&mut self) {
        self.lists.pop();
        self.space("\n\n");
    }

    /// Keeps the number of an item, because any number at the start of a line makes a list: "2019.
    /// A *good* year".
    fn item(&mut self) {
        self.space("\n");

        if let Some(Some(next)) = self.lists.last_mut() {
            let number = *next;
            *next = number.saturating_add(1);
            self.text(&format!("{number}. "));
        }
    }

    fn text(&mut self, text: &str) {
        let words = without_urls(text);
        self.has_url |= self.depth == 0 && matches!(words, Cow::Owned(_));

        self.full.push_str(text);
        self.words(&words);
    }

    /// White space between words, lines or paragraphs.
    fn space(&mut self, space: &str) {
        self.full.push_str(space);
        self.words(space);
    }

    fn words(&mut self, words: &str) {
        self.quoting.push_str(words);
        if self.depth == 0 {
            self.own.push_str(words);
        }
    }

    fn open_quotation(&mut self) {
        self.space("\n\n");
        self.depth += 1;
        self.has_quotation = true;
    }

    fn close_quotation(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.space("\n\n");
    }

    /// Reads the text between tags. The attributes of a tag belong to the full text only.
    fn html(&mut self, html: &str) {
        let mut pieces = html.split('<');
        self.text(pieces.next().unwrap_or_default());

        for piece in pieces {
            let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));

            let name_end = tag
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '/')
                .unwrap_or(tag.len());
            let (name, attributes) = tag.split_at(name_end);

            if name.eq_ignore_ascii_case("blockquote") {
                self.open_quotation();
            } else if name.eq_ignore_ascii_case("/blockquote") {
                self.close_quotation();
            } else {
                self.space(" ");
            }

            self.full.push_str(attributes);
            self.text(text);
        }
    }
}

fn without_urls(text: &str) -> Cow<'_, str> {
    let found = urls::find_urls(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }

    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for url in found {
        kept.push_str(text.get(from..url.range.start).unwrap_or_default());
        kept.push(' ');
        from = url.range.end;
    }
    kept.push_str(text.get(from..).unwrap_or_default());

    Cow::Owned(kept)
}
