//! Where do an article's footnotes stand, and which numbers do they bear?

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// The `id`s that the HTML of a footnote uses; the sanitiser lets these pass and no others.
pub(super) const NOTE: &str = "footnote-";
pub(super) const REFERENCE: &str = "footnote-reference-";

/// Moves the notes to the end, as a list numbered by first mention; a note that nobody mentions
/// comes last. Each first mention links to its note and back. Numbers, never the author's labels,
/// become `id`s.
pub(super) fn at_the_end(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let (body, mut notes) = set_apart(events);
    if notes.is_empty() {
        return body;
    }
    let mut mentioned = Vec::new();
    let mut placed: Vec<Event<'_>> = numbered(body, &mut mentioned);
    let mut list = Vec::new();
    while let Some(note) = next_note(&mut notes, &mentioned, list.len()) {
        let is_mentioned = mentioned.contains(&note.label);
        if !is_mentioned {
            mentioned.push(note.label);
        }
        let number = list.len() + 1;
        let mut item = vec![Event::Html(format!("<li id=\"{NOTE}{number}\">").into())];
        item.extend(numbered(note.events, &mut mentioned));
        if is_mentioned {
            item.push(Event::Html(
                format!("<a href=\"#{REFERENCE}{number}\">↩</a>").into(),
            ));
        }
        item.push(Event::Html("</li>".into()));
        list.push(item);
    }
    placed.push(Event::Html("<hr><ol>".into()));
    placed.extend(list.into_iter().flatten());
    placed.push(Event::Html("</ol>".into()));
    placed
}

struct Note<'a> {
    label: CowStr<'a>,
    events: Vec<Event<'a>>,
}

fn set_apart(events: Vec<Event<'_>>) -> (Vec<Event<'_>>, Vec<Note<'_>>) {
    let mut body = Vec::with_capacity(events.len());
    let mut notes = Vec::new();
    let mut open: Vec<Note<'_>> = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => open.push(Note {
                label,
                events: Vec::new(),
            }),
            Event::End(TagEnd::FootnoteDefinition) => notes.extend(open.pop()),
            other => open
                .last_mut()
                .map_or(&mut body, |note| &mut note.events)
                .push(other),
        }
    }
    (body, notes)
}

/// The note of the number after `placed`: the one mentioned at that place, else any that is left.
fn next_note<'a>(
    notes: &mut Vec<Note<'a>>,
    mentioned: &[CowStr<'a>],
    placed: usize,
) -> Option<Note<'a>> {
    let of_number = |label: &CowStr<'a>| notes.iter().position(|note| note.label == *label);
    let position = mentioned.get(placed).and_then(of_number).unwrap_or(0);
    (position < notes.len()).then(|| notes.remove(position))
}

fn numbered<'a>(events: Vec<Event<'a>>, mentioned: &mut Vec<CowStr<'a>>) -> Vec<Event<'a>> {
    let mut mention = |event| match event {
        Event::FootnoteReference(label) => {
            let known = mentioned.iter().position(|earlier| *earlier == label);
            let number = known.unwrap_or(mentioned.len()) + 1;
            let back = match known {
                Some(_) => String::new(),
                None => format!(" id=\"{REFERENCE}{number}\""),
            };
            if known.is_none() {
                mentioned.push(label);
            }
            Event::InlineHtml(
                format!("<sup><a href=\"#{NOTE}{number}\"{back}>{number}</a></sup>").into(),
            )
        }
        other => other,
    };
    events.into_iter().map(&mut mention).collect()
}
