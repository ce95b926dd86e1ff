//! The characters of a text as readers see them, each with its place in the text.

use unicode_normalization::UnicodeNormalization;

use crate::text::characters;
use crate::text::folding::{Class, fold_character};

/// A character that is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Lower-case, without marks, compatibility forms and look-alike letters; digits of any script
    /// as ASCII.
    pub folded: char,
    /// In its own case, without compatibility forms.
    pub raw: char,
    pub class: Class,
    /// The bytes of the text that it is written with.
    pub start: usize,
    pub end: usize,
}

/// The most glyphs of one character. Those that fold to more, such as U+FDFA with eighteen letters,
/// are words and sentences, in which no contact is written.
const MOST_OF_A_CHARACTER: usize = 4;

/// Reads a comment body: Markdown escapes and character references become what they show, and what
/// shows nothing is left out.
pub(super) fn read(text: &str) -> Vec<Glyph> {
    let mut glyphs = Vec::with_capacity(text.len());
    let mut rest = text.char_indices().peekable();

    while let Some((start, c)) = rest.next() {
        let mut end = start + c.len_utf8();
        let mut shown = c;

        if c == '\\' {
            // An escape shows the mark after it.
            if let Some(&(at, mark)) = rest.peek().filter(|(_, mark)| mark.is_ascii_punctuation()) {
                shown = mark;
                end = at + mark.len_utf8();
                rest.next();
            }
        } else if c == '&'
            && let Some((length, named)) =
                character_reference(text.get(start..).unwrap_or_default())
        {
            shown = named;
            end = start + length;
            while rest.peek().is_some_and(|(at, _)| *at < end) {
                rest.next();
            }
        }

        push(&mut glyphs, shown, start, end);
    }

    glyphs
}

fn push(glyphs: &mut Vec<Glyph>, c: char, start: usize, end: usize) {
    // An apostrophe may group the digits of a number ("1'000'000").
    if matches!(c, '\'' | '\u{2019}') {
        glyphs.push(Glyph {
            folded: '\'',
            raw: c,
            class: Class::Gap,
            start,
            end,
        });
        return;
    }
    if let Some(digits) = dark_circled(c) {
        glyphs.extend(digits.chars().map(|digit| Glyph {
            folded: digit,
            raw: digit,
            class: Class::Digit,
            start,
            end,
        }));
        return;
    }

    let raw = if c.is_ascii() {
        c
    } else {
        c.nfkc().next().filter(char::is_ascii).unwrap_or(c)
    };
    let most = glyphs.len() + MOST_OF_A_CHARACTER;
    fold_character(c, |folded| {
        if folded.class != Class::Nothing && glyphs.len() < most {
            let raw = if folded.class == Class::Digit {
                folded.character
            } else {
                raw
            };
            glyphs.push(Glyph {
                folded: folded.character,
                raw,
                class: folded.class,
                start,
                end,
            });
        }
    });

    // The next letter is outside the reach of an invisible character, but the contact ends with it.
    if characters::is_invisible(c)
        && let Some(last) = glyphs.last_mut()
        && last.end == start
    {
        last.end = end;
    }
}

/// The number in a dark or double circle, which has no compatibility form.
fn dark_circled(c: char) -> Option<&'static str> {
    const NUMBERS: [&str; 11] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];

    let code = u32::from(c);
    let number = match c {
        '\u{24FF}' | '\u{1F10B}' | '\u{1F10C}' => 0,
        '\u{24F5}'..='\u{24FE}' => code - 0x24F4,
        '\u{2776}'..='\u{277F}' => code - 0x2775,
        '\u{2780}'..='\u{2789}' => code - 0x277F,
        '\u{278A}'..='\u{2793}' => code - 0x2789,
        _ => return None,
    };

    NUMBERS.get(usize::try_from(number).ok()?).copied()
}

/// The most bytes of a character reference that is looked at.
const MAX_REFERENCE: usize = 12;

/// The character that a reference at the start of `text` shows, with the reference's length. Of the
/// names in HTML, those that may disguise a contact.
fn character_reference(text: &str) -> Option<(usize, char)> {
    let head = text.as_bytes().get(..MAX_REFERENCE.min(text.len()))?;
    let length = head.iter().position(|&byte| byte == b';')?;
    let name = text.get(1..length)?;

    let shown = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
        None => match name {
            "amp" => '&',
            "commat" => '@',
            "period" => '.',
            "plus" => '+',
            "sol" => '/',
            "colon" => ':',
            "lowbar" | "UnderBar" => '_',
            "hyphen" | "dash" | "ndash" | "mdash" => '-',
            "lpar" => '(',
            "rpar" => ')',
            "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
            "shy" | "zwj" | "zwnj" => '\u{200D}',
            _ => return None,
        },
    };

    Some((length + 1, shown))
}
