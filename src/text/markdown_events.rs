//! Parses Markdown bodies into events, with every element that is not allowed as plain text.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream};

mod builder;
mod links;
mod open_link;
mod targets;

use builder::{Builder, Kind};

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
