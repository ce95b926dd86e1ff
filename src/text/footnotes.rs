//! Moves the footnotes of an article to its end and numbers them.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// The `id`s in the HTML of a footnote. The sanitiser allows these and no others.
pub(super) const NOTE: &str = "footnote-";
pub(super) const REFERENCE: &str = "footnote-reference-";

/// Moves the notes to the end, as a list numbered by first mention; notes without a mention come
/// last. Each first mention links to its note and back. The `id`s contain numbers, never the
/// author's labels.
pub(super) fn at_the_end(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let Parts { body, mut notes } = Parts::of(events);
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

/// An article's events, separated from those of its notes.
struct Parts<'a> {
    body: Vec<Event<'a>>,
    notes: Vec<Note<'a>>,
}

impl<'a> Parts<'a> {
    fn of(events: Vec<Event<'a>>) -> Self {
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

        Self { body, notes }
    }
}

/// The note of the number after `placed`: the one mentioned at that place, or any remaining one.
fn next_note<'a>(
    notes: &mut Vec<Note<'a>>,
    mentioned: &[CowStr<'a>],
    placed: usize,
) -> Option<Note<'a>> {
    let of_label = |label: &CowStr<'a>| notes.iter().position(|note| note.label == *label);
    let position = mentioned.get(placed).and_then(of_label).unwrap_or(0);

    (position < notes.len()).then(|| notes.remove(position))
}

/// Replaces each mention by its number. New labels are added to `mentioned`.
fn numbered<'a>(events: Vec<Event<'a>>, mentioned: &mut Vec<CowStr<'a>>) -> Vec<Event<'a>> {
    events
        .into_iter()
        .map(|event| match event {
            Event::FootnoteReference(label) => mention(label, mentioned),
            other => other,
        })
        .collect()
}

fn mention<'a>(label: CowStr<'a>, mentioned: &mut Vec<CowStr<'a>>) -> Event<'a> {
    let known = mentioned.iter().position(|earlier| *earlier == label);
    let number = known.unwrap_or(mentioned.len()) + 1;

    // The note links back to its first mention only.
    let id = match known {
        Some(_) => String::new(),
        None => format!(" id=\"{REFERENCE}{number}\""),
    };
    if known.is_none() {
        mentioned.push(label);
    }

    let link = format!("<sup><a href=\"#{NOTE}{number}\"{id}>{number}</a></sup>");
    Event::InlineHtml(link.into())
}
