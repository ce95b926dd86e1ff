//! What did the author write, once mark-up, quotations, addresses and mentions are set aside?

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::mentions::{self, Mentioning};
use super::{addresses, prose};

/// The readable text of a Markdown body, in four readings. Paragraphs are two line feeds apart.
pub(super) struct Readings<'a> {
    /// Everything that is said, with quotations, addresses and mentions, and where links lead.
    pub whole: Cow<'a, str>,
    /// Without addresses, mentions and block quotations.
    pub own: Cow<'a, str>,
    /// With the block quotations; absent where there are none.
    pub quoting: Option<String>,
    /// With the mentions, but without the block quotations; absent where there are few.
    pub mentioning: Option<Mentioning>,
}

/// Reads a body as its readers see it: mark-up gone, entities resolved. Two comments that differ in
/// addresses and mentions only are the same text to a reader (Tao et al., WWW 2013, level two).
pub(super) fn read(markdown: &str) -> Readings<'_> {
    if markdown.bytes().all(|byte| !MARKS.contains(&byte)) {
        let (whole, own) = (Cow::Borrowed(markdown), without_addresses(markdown));
        return Readings {
            whole,
            own,
            quoting: None,
            mentioning: None,
        };
    }
    let mut reader = Reader::default();
    for event in prose::comment_parser(markdown) {
        reader.take(&event);
    }
    let Reader {
        whole,
        own,
        quoting,
        quoted,
        ..
    } = reader;
    // Nothing but rulers and tags; or a definition (`[1]: https://...`), which leaves no event of
    // its own.
    let is_unread = whole.trim().is_empty() || markdown.contains("]:");
    let whole = if is_unread {
        Cow::Borrowed(markdown)
    } else {
        Cow::Owned(whole)
    };
    let mentioning = mentions::as_words(&own);
    let quoting = quoted.then(|| mentions::without(quoting));
    Readings {
        whole,
        own: Cow::Owned(mentions::without(own)),
        quoting,
        mentioning,
    }
}

/// What mark-up, entities and mentions are made of. A text without any of these bytes reads as it
/// stands: lists and rulers, which need none, differ in signs only.
const MARKS: &[u8] = b"<>&[]*_`~#\\@";

#[derive(Default)]
struct Reader {
    whole: String,
    /// As in [`Readings`], and with the mentions.
    own: String,
    quoting: String,
    /// Open block quotations, of Markdown and of HTML.
    depth: usize,
    /// Whether there was any.
    quoted: bool,
    /// Of each open list the number of its next item, if it has numbers.
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
                self.whole.extend([dest_url, " ", title]);
            }
            Event::Start(Tag::List(first)) => self.open_list(*first),
            Event::End(TagEnd::List(_)) => self.close_list(),
            Event::Start(Tag::Item) => self.item(),
            // Emphasis may begin or end inside a word; everything else parts words.
            Event::Start(tag) => self.edge(tag.to_end()),
            Event::End(tag) => self.edge(*tag),
            _ => self.part("\n"),
        }
    }

    fn edge(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {}
            TagEnd::Item | TagEnd::Image => self.part("\n"),
            _ => self.part("\n\n"),
        }
    }

    fn open_list(&mut self, first: Option<u64>) {
        self.part("\n\n");
        self.lists.push(first);
    }

    fn close_list(&mut self) {
        self.lists.pop();
        self.part("\n\n");
    }

    /// A number at the head of a line makes a list, whatever it was meant as: "2019. A *good*
    /// year".
    fn item(&mut self) {
        self.part("\n");
        if let Some(Some(next)) = self.lists.last_mut() {
            let number = *next;
            *next = number.saturating_add(1);
            self.text(&format!("{number}. "));
        }
    }

    fn text(&mut self, text: &str) {
        self.whole.push_str(text);
        self.words(&without_addresses(text));
    }

    /// White space between words, lines or paragraphs.
    fn part(&mut self, space: &str) {
        self.whole.push_str(space);
        self.words(space);
    }

    fn words(&mut self, words: &str) {
        self.quoting.push_str(words);
        if self.depth == 0 {
            self.own.push_str(words);
        }
    }

    fn open_quotation(&mut self) {
        self.part("\n\n");
        self.depth += 1;
        self.quoted = true;
    }

    fn close_quotation(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.part("\n\n");
    }

    /// Of a tag only the attributes are said, and not to readers.
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
                self.part(" ");
            }
            self.whole.push_str(attributes);
            self.text(text);
        }
    }
}

fn without_addresses(text: &str) -> Cow<'_, str> {
    let addresses = addresses::find(text);
    if addresses.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for address in addresses {
        kept.push_str(text.get(from..address.range.start).unwrap_or_default());
        kept.push(' ');
        from = address.range.end;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(kept)
}
