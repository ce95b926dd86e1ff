//! What did the author write, once mark-up, quotations, addresses and mentions are set aside?

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{addresses, prose};

/// The readable text of a Markdown body, in two readings. Paragraphs are two line feeds apart.
pub(super) struct Readings<'a> {
    /// Without the block quotations.
    pub own: Cow<'a, str>,
    /// With them; absent where there are none.
    pub all: Option<String>,
}

/// Reads a body as its readers see it: mark-up gone, entities resolved, addresses and mentions dropped (two
/// comments that differ in these only are the same text to a reader; Tao et al., WWW 2013, level two).
pub(super) fn read(markdown: &str) -> Readings<'_> {
    if markdown.bytes().all(|byte| !MARKS.contains(&byte)) {
        return Readings { own: without_addresses(markdown), all: None };
    }
    let mut reader = Reader::default();
    for event in prose::comment_parser(markdown) {
        reader.take(&event);
    }
    let Reader { own, all, quoted, .. } = reader;
    Readings { own: Cow::Owned(own), all: quoted.then_some(all) }
}

/// What mark-up, entities and mentions are made of. A text without any of these bytes reads as it stands: lists
/// and rulers, which need none, differ in signs only.
const MARKS: &[u8] = b"<>&[]*_`~#\\@";

#[derive(Default)]
struct Reader {
    own: String,
    all: String,
    /// Open block quotations, of Markdown and of HTML.
    depth: usize,
    /// Whether there was any.
    quoted: bool,
}

impl Reader {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.push(&without_addresses(text)),
            Event::Html(html) | Event::InlineHtml(html) => self.html(html),
            Event::Start(Tag::BlockQuote(_)) => self.open_quotation(),
            Event::End(TagEnd::BlockQuote(_)) => self.close_quotation(),
            // Emphasis may begin or end inside a word; everything else parts words.
            Event::Start(tag) => self.edge(tag.to_end()),
            Event::End(tag) => self.edge(*tag),
            _ => self.push("\n"),
        }
    }

    fn edge(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {}
            TagEnd::Item | TagEnd::Image => self.push("\n"),
            _ => self.push("\n\n"),
        }
    }

    fn push(&mut self, piece: &str) {
        self.all.push_str(piece);
        if self.depth == 0 {
            self.own.push_str(piece);
        }
    }

    fn open_quotation(&mut self) {
        self.push("\n\n");
        self.depth += 1;
        self.quoted = true;
    }

    fn close_quotation(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.push("\n\n");
    }

    /// Text between tags.
    fn html(&mut self, html: &str) {
        let mut pieces = html.split('<');
        self.push(&without_addresses(pieces.next().unwrap_or_default()));
        for piece in pieces {
            let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
            match tag.split(|c: char| !c.is_ascii_alphanumeric() && c != '/').next() {
                Some(name) if name.eq_ignore_ascii_case("blockquote") => self.open_quotation(),
                Some(name) if name.eq_ignore_ascii_case("/blockquote") => self.close_quotation(),
                _ => self.push(" "),
            }
            self.push(&without_addresses(text));
        }
    }
}

fn without_addresses(text: &str) -> Cow<'_, str> {
    let addresses = addresses::find(text);
    if addresses.is_empty() && !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for address in addresses {
        push_without_mentions(&mut kept, text.get(from..address.range.start).unwrap_or_default());
        kept.push(' ');
        from = address.range.end;
    }
    push_without_mentions(&mut kept, text.get(from..).unwrap_or_default());
    Cow::Owned(kept)
}

/// A mention is `@` where no word goes on, and three word characters or more. Where one goes on and a domain
/// follows it is an email address.
fn push_without_mentions(kept: &mut String, text: &str) {
    let mut pieces = text.split('@');
    kept.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let goes_on = kept.chars().next_back().is_some_and(char::is_alphanumeric);
        let name = end_of(piece, |c| c.is_alphanumeric() || c == '_');
        let domain = end_of(piece, |c| c.is_alphanumeric() || matches!(c, '.' | '-'));
        let host = piece.get(..domain).unwrap_or_default().trim_end_matches(['.', '-']);
        if goes_on && host.rsplit_once('.').is_some_and(|(_, top)| top.len() >= 2) {
            let local =
                kept.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'));
            kept.truncate(local.len());
            kept.push_str(piece.get(host.len()..).unwrap_or_default());
        } else if !goes_on && piece.get(..name).unwrap_or_default().chars().count() >= 3 {
            kept.push(' ');
            kept.push_str(piece.get(name..).unwrap_or_default());
        } else {
            kept.push('@');
            kept.push_str(piece);
        }
    }
}

fn end_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !belongs(c)).unwrap_or(text.len())
}
