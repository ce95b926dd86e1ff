//! What did the author write, once mark-up, quotations, addresses and mentions are set aside?

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{addresses, prose};

/// The readable text of a Markdown body, in two readings.
pub(super) struct Readings {
    /// Without the block quotations.
    pub own: String,
    /// With them.
    pub all: String,
}

/// Reads a body as its readers see it: mark-up gone, entities resolved, addresses and mentions dropped (two
/// comments that differ in these only are the same text to a reader; Tao et al., WWW 2013, level two).
pub(super) fn read(markdown: &str) -> Readings {
    let mut readings = Readings { own: String::new(), all: String::new() };
    let mut quotes = 0_usize;
    for event in prose::comment_parser(markdown) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => quotes = quotes.saturating_sub(1),
            _ => {}
        }
        let piece = match &event {
            Event::Text(text) | Event::Code(text) => without_addresses(text),
            Event::Html(html) | Event::InlineHtml(html) => without_addresses(&without_tags(html)),
            // Emphasis may begin or end inside a word; everything else parts words.
            Event::Start(tag) if is_inline(&tag.to_end()) => String::new(),
            Event::End(tag) if is_inline(tag) => String::new(),
            _ => " ".to_owned(),
        };
        readings.all.push_str(&piece);
        if quotes == 0 {
            readings.own.push_str(&piece);
        }
    }
    readings
}

const fn is_inline(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
}

fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            _ if inside => {}
            _ => text.push(c),
        }
    }
    text
}

fn without_addresses(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for address in addresses::find(text) {
        push_without_mentions(&mut kept, text.get(from..address.range.start).unwrap_or_default());
        kept.push(' ');
        from = address.range.end;
    }
    push_without_mentions(&mut kept, text.get(from..).unwrap_or_default());
    kept
}

/// A mention is `@` where no word goes on, and three word characters or more.
fn push_without_mentions(kept: &mut String, text: &str) {
    let mut pieces = text.split('@');
    kept.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let goes_on = kept.chars().next_back().is_some_and(char::is_alphanumeric);
        let name = piece.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(piece.len());
        let is_mention = !goes_on && piece.get(..name).unwrap_or_default().chars().count() >= 3;
        kept.push(' ');
        kept.push_str(if is_mention { piece.get(name..).unwrap_or_default() } else { piece });
    }
}
