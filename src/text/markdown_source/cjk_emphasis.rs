//! Lets emphasis begin and end beside the characters of Chinese, Japanese and Korean.

use std::ops::Range;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// A character to parse in place of one that is as long.
pub(super) struct Substitute {
    pub range: Range<usize>,
    pub parsed_as: char,
}

/// The substitutes with which a parser of CommonMark finds the emphasis of these scripts, which put
/// no space between a mark and the next word. By the flanking rule (CommonMark, section 6.2)
/// `**注意。**一` ends no emphasis, since a letter follows the full stop.
///
/// Source: the amendment "CJK-friendly emphasis" by tats-u, for `*` and `~`. Its rule is that of
/// CommonMark, but a mark of these scripts counts as a letter, and a letter of these scripts beside
/// other punctuation counts as punctuation.
pub(super) fn substitutes(source: &str) -> Vec<Substitute> {
    let mut found = Vec::new();
    let mut end = 0;

    while let Some(run) = next_run(source, end) {
        end = run.end;
        let before = Neighbour::before(source, run.start);
        let after = Neighbour::behind(source, run.end);

        let is_letter = |it: &Neighbour| matches!(it.kind, Kind::Letter | Kind::CjkLetter);
        if before.kind == Kind::CjkMark && is_letter(&after) {
            found.extend(before.parsed_as(Kind::Letter));
        } else if after.kind == Kind::CjkMark && is_letter(&before) {
            found.extend(after.parsed_as(Kind::Letter));
        } else if before.kind == Kind::CjkLetter && after.kind == Kind::Mark {
            found.extend(before.parsed_as(Kind::Mark));
        } else if before.kind == Kind::Mark && after.kind == Kind::CjkLetter {
            found.extend(after.parsed_as(Kind::Mark));
        }
    }

    found.dedup_by_key(|it| it.range.start);
    found
}

/// The next run of one delimiter, from a place on.
fn next_run(source: &str, from: usize) -> Option<Range<usize>> {
    let rest = source.get(from..)?;
    let start = rest.find(is_delimiter)?;
    let run = rest.get(start..)?;
    let delimiter = run.chars().next()?;
    let length = run.len() - run.trim_start_matches(delimiter).len();

    Some(from + start..from + start + length)
}

const fn is_delimiter(c: char) -> bool {
    matches!(c, '*' | '~')
}

/// The character beside a run of delimiters.
struct Neighbour {
    range: Range<usize>,
    kind: Kind,
    /// Whether another run follows behind it.
    is_alone: bool,
}

impl Neighbour {
    fn before(source: &str, end: usize) -> Self {
        let mut others = source.get(..end).unwrap_or_default().chars().rev();
        let length = others.next().map_or(0, char::len_utf8);

        Self::at(source, end.saturating_sub(length)..end, others.next())
    }

    fn behind(source: &str, start: usize) -> Self {
        let mut others = source.get(start..).unwrap_or_default().chars();
        let length = others.next().map_or(0, char::len_utf8);

        Self::at(source, start..start + length, others.next())
    }

    fn at(source: &str, range: Range<usize>, next: Option<char>) -> Self {
        let character = source.get(range.clone()).and_then(|it| it.chars().next());

        Self {
            range,
            kind: character.map_or(Kind::Space, Kind::of),
            is_alone: next.is_some_and(is_delimiter),
        }
    }

    /// A letter or a mark that is as long in UTF-8, so that all offsets stay. A letter that stands
    /// alone between two runs stays a letter, for the other one.
    fn parsed_as(self, kind: Kind) -> Option<Substitute> {
        let parsed_as = match (self.range.len(), kind) {
            (_, Kind::Mark) if self.is_alone => return None,
            (3, Kind::Letter) => '一',
            (3, _) => '。',
            (4, Kind::Letter) => '\u{20000}',
            (4, _) => '\u{10100}',
            _ => return None,
        };

        Some(Substitute {
            range: self.range,
            parsed_as,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Mark,
    Letter,
    CjkMark,
    CjkLetter,
}

impl Kind {
    fn of(c: char) -> Self {
        let is_mark = c.is_ascii_punctuation()
            || matches!(
                c.general_category_group(),
                GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol
            );

        match is_cjk(c) {
            _ if c.is_whitespace() => Self::Space,
            true if is_mark => Self::CjkMark,
            true => Self::CjkLetter,
            false if is_mark => Self::Mark,
            false => Self::Letter,
        }
    }
}

/// Wide, full-width and half-width characters (UAX #11) that are no emoji, and all Hangul.
const fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}' | '\u{20A9}' | '\u{2329}'..='\u{232A}' | '\u{2E80}'..='\u{303E}'
        | '\u{3041}'..='\u{A4CF}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF01}'..='\u{FFEE}' | '\u{16FE0}'..='\u{18DFF}' | '\u{1AFF0}'..='\u{1B2FF}'
        | '\u{20000}'..='\u{3FFFF}')
}
