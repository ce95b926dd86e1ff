//! Prepares a Markdown source for a parser that knows neither bare URLs nor emphasis in scripts
//! without spaces.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::autolinks::{self, Autolink, Stretch, Syntax};

mod cjk_emphasis;

/// How often links that turn out to be in no text are given up before all are.
const MAX_ROUNDS: usize = 3;

/// A Markdown source whose bare URLs and email addresses have no marks that a parser could read as
/// mark-up. "Extended autolinks" bind tighter than emphasis and brackets (GFM 6.9), but the parser
/// does not know them.
pub(super) struct MarkdownSource<'a> {
    /// The source with each punctuation mark of a link as a full stop, and with substitutes for some
    /// characters beside emphasis. All offsets stay.
    pub masked: Cow<'a, str>,
    /// The links in reading order. Each is inside text: not in code, HTML or the target of a link.
    pub links: Vec<Autolink>,
}

impl<'a> MarkdownSource<'a> {
    pub(super) fn of(markdown: &'a str, options: Options) -> Self {
        let mut source = Self::with_links(markdown, options);
        if let Some(substituted) = substituted(&source.masked, options) {
            source.masked = Cow::Owned(substituted);
        }

        source
    }

    fn with_links(markdown: &'a str, options: Options) -> Self {
        let mut source = Self {
            masked: Cow::Borrowed(markdown),
            links: Vec::new(),
        };
        if !may_have_links(markdown) {
            return source;
        }

        let texts = text_stretches(markdown, options);
        source.links = autolinks::find(markdown, &texts, Syntax::Markdown);

        // Without its marks a link may end up elsewhere, such as in a code span.
        for _ in 0..MAX_ROUNDS {
            source.masked = masked(markdown, &source.links);
            if source.masked == markdown {
                return source;
            }

            let texts = text_stretches(&source.masked, options);
            let before = source.links.len();
            source.links.retain(|link| is_inside(&link.range, &texts));
            if source.links.len() == before {
                return source;
            }
        }

        Self {
            masked: Cow::Borrowed(markdown),
            links: Vec::new(),
        }
    }
}

/// The source with substitutes beside its emphasis; `None` if it needs none.
fn substituted(source: &str, options: Options) -> Option<String> {
    let mut substitutes = cjk_emphasis::substitutes(source);
    if substitutes.is_empty() {
        return None;
    }

    // Elsewhere, as in code or the label of a link, a character means itself.
    let texts = text_stretches(source, options);
    substitutes.retain(|it| is_inside(&it.range, &texts));

    let mut substituted = String::with_capacity(source.len());
    let mut from = 0;
    for it in substitutes {
        substituted.push_str(source.get(from..it.range.start).unwrap_or_default());
        substituted.push(it.parsed_as);
        from = it.range.end;
    }
    substituted.push_str(source.get(from..).unwrap_or_default());

    Some(substituted)
}

fn may_have_links(markdown: &str) -> bool {
    let bytes = markdown.as_bytes();

    bytes.contains(&b'@')
        || bytes.windows(3).any(|it| it == b"://")
        || bytes.windows(4).any(|it| it.eq_ignore_ascii_case(b"www."))
}

/// The texts of a source, in order. A link that begins in the text of a link, an image or a table
/// cell ends there.
fn text_stretches(markdown: &str, options: Options) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    // For each open link, image and cell the number of stretches before it.
    let mut open = Vec::new();
    let mut hidden = 0_usize;
    let mut may_merge = false;

    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        let merges = may_merge;
        may_merge = false;

        match event {
            Event::Start(tag) if hidden > 0 || is_hidden(&tag) => hidden += 1,
            Event::End(_) if hidden > 0 => hidden -= 1,
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::TableCell) => {
                open.push(found.len());
            }
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::TableCell) => {
                let inside = found.get_mut(open.pop().unwrap_or_default()..);
                let inside = inside.unwrap_or_default();
                let end = inside.last().map_or(0, |last| last.range.end);
                inside
                    .iter_mut()
                    .for_each(|stretch| stretch.limit = stretch.limit.min(end));
            }
            Event::Text(_) if hidden == 0 => {
                may_merge = true;
                match found.last_mut() {
                    Some(last) if merges && last.range.end == range.start => {
                        last.range.end = range.end;
                    }
                    _ => found.push(Stretch {
                        range,
                        limit: markdown.len(),
                    }),
                }
            }
            _ => {}
        }
    }

    found
}

/// Code, and links whose text is the address or the label of a definition.
const fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::CodeBlock(_)
            | Tag::Link {
                link_type: LinkType::Autolink
                    | LinkType::Email
                    | LinkType::Shortcut
                    | LinkType::Collapsed,
                ..
            }
    )
}

fn is_inside(range: &Range<usize>, texts: &[Stretch]) -> bool {
    let after = texts.partition_point(|text| text.range.start <= range.start);
    let text = after.checked_sub(1).and_then(|index| texts.get(index));

    text.is_some_and(|text| range.end <= text.range.end)
}

fn masked<'a>(markdown: &'a str, links: &[Autolink]) -> Cow<'a, str> {
    let mut masked = String::with_capacity(markdown.len());
    let mut from = 0;

    for link in links {
        let Range { start, end } = link.range;
        masked.push_str(markdown.get(from..start).unwrap_or_default());
        let written = markdown.get(start..end).unwrap_or_default();
        masked.extend(written.chars().map(|c| if is_mark(c) { '.' } else { c }));
        from = end;
    }
    masked.push_str(markdown.get(from..).unwrap_or_default());

    if masked == markdown {
        Cow::Borrowed(markdown)
    } else {
        Cow::Owned(masked)
    }
}

/// The marks that Markdown can read as mark-up inside a line.
const fn is_mark(c: char) -> bool {
    matches!(
        c,
        '*' | '_' | '~' | '[' | ']' | '(' | ')' | '!' | '&' | '\\' | '|' | '^' | '#' | '='
    )
}
