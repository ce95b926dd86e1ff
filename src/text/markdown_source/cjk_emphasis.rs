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
    let mut characters = source.char_indices().peekable();
    let mut before = None;

    while let Some((at, c)) = characters.next() {
        if !matches!(c, '*' | '~') {
            before = Some((at, c));
            continue;
        }

        while characters.next_if(|(_, next)| *next == c).is_some() {}
        let sides = [before, characters.peek().copied()];
        let [kind_before, kind_after] =
            sides.map(|side| side.map_or(Kind::Space, |(_, c)| Kind::of(c)));

        let [before_as, after_as] = match (kind_before, kind_after) {
            (Kind::CjkMark, Kind::Letter | Kind::CjkLetter) => [Some(Kind::Letter), None],
            (Kind::Letter | Kind::CjkLetter, Kind::CjkMark) => [None, Some(Kind::Letter)],
            (Kind::CjkLetter, Kind::Mark) => [Some(Kind::Mark), None],
            (Kind::Mark, Kind::CjkLetter) => [None, Some(Kind::Mark)],
            _ => [None, None],
        };
        for (side, parsed_as) in sides.into_iter().zip([before_as, after_as]) {
            if let (Some((at, c)), Some(kind)) = (side, parsed_as) {
                found.extend(Substitute::new(at, c, kind));
            }
        }
        before = Some((at, c));
    }

    found.dedup_by_key(|it| it.range.start);
    found
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

impl Substitute {
    /// A letter or a mark that is as long in UTF-8, so that all offsets stay.
    fn new(at: usize, replaced: char, kind: Kind) -> Option<Self> {
        let length = replaced.len_utf8();
        let parsed_as = match (length, kind) {
            (3, Kind::Letter) => '一',
            (3, _) => '。',
            (4, Kind::Letter) => '\u{20000}',
            (4, _) => '\u{10100}',
            _ => return None,
        };

        Some(Self {
            range: at..at + length,
            parsed_as,
        })
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
