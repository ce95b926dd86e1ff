//! How long texts may be: in characters as readers count them, with a limit in bytes beside it.

use crate::domain::refusal::Invalid;
use crate::text::normalize::count_characters;

/// The size of the longest text of a field.
///
/// A character is an extended grapheme cluster (UAX #29), which may consist of any number of code
/// points, so a limit in characters alone bounds nothing. The limit in bytes is so wide that no text
/// in a natural language reaches it first: of those, texts in Devanagari and Khmer have the most
/// bytes for a character, about 6 on average.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLimit {
    characters: usize,
}

/// The text of a comment.
pub const COMMENT_BODY: TextLimit = TextLimit::of(10_000);
/// The name of an author or of a moderator.
pub const NAME: TextLimit = TextLimit::of(80);
/// The title of an article.
pub const TITLE: TextLimit = TextLimit::of(300);
/// The name of a site for people.
pub const SITE_TITLE: TextLimit = TextLimit::of(100);
/// The lead of an article.
pub const LEAD: TextLimit = TextLimit::of(1_000);
/// The text of an article.
pub const ARTICLE_BODY: TextLimit = TextLimit::of(40_000);
/// The author of an article.
pub const ARTICLE_AUTHOR: TextLimit = TextLimit::of(200);
/// The citation of a reference.
pub const CITATION: TextLimit = TextLimit::of(2_000);
/// The DOI of a reference.
pub const DOI: TextLimit = TextLimit::of(300);
/// All texts of an article's references together.
pub const REFERENCES: TextLimit = TextLimit::of(100_000);
/// What a reader adds to a report.
pub const REPORT_DETAIL: TextLimit = TextLimit::of(1_000);
/// The reason of a decision.
pub const REASON: TextLimit = TextLimit::of(500);
/// The note of a decision.
pub const NOTE: TextLimit = TextLimit::of(2_000);
/// A new password.
pub const PASSWORD: TextLimit = TextLimit::of(128);
/// A password that is compared: longer than any that can be set, in every spelling.
pub const GIVEN_PASSWORD: TextLimit = TextLimit::of(1_000);
/// An email that is compared.
pub const GIVEN_EMAIL: TextLimit = TextLimit::of(320);
/// A part of a text to search for.
pub const SEARCH: TextLimit = TextLimit::of(200);
/// An author to search for.
pub const AUTHOR_SEARCH: TextLimit = TextLimit::of(320);

/// Bytes of a character in a long text: an emoji with a skin tone has 8.
const BYTES_OF_CHARACTER: usize = 8;
/// Bytes of the longest character in common use: emoji that join four others have 41 at most.
const BYTES_OF_LONGEST_CHARACTER: usize = 48;
/// Up to so many bytes a text may consist of the longest characters only.
const BYTES_OF_SHORT_TEXT: usize = 24_000;

impl TextLimit {
    const fn of(characters: usize) -> Self {
        Self { characters }
    }

    /// Extended grapheme clusters.
    pub const fn characters(self) -> usize {
        self.characters
    }

    /// Bytes in UTF-8 and NFC.
    pub const fn bytes(self) -> usize {
        let usual = self.characters.saturating_mul(BYTES_OF_CHARACTER);
        let longest = self.characters.saturating_mul(BYTES_OF_LONGEST_CHARACTER);
        let short = if longest < BYTES_OF_SHORT_TEXT {
            longest
        } else {
            BYTES_OF_SHORT_TEXT
        };

        if usual > short { usual } else { short }
    }

    /// The highest number of code points that both limits allow: each character has one at least,
    /// and each further one has two bytes or more.
    pub const fn code_points(self) -> usize {
        self.bytes().saturating_add(self.characters) / 2
    }

    /// Bytes of the longest text as a JSON string, however it is escaped: `\u` and four digits take
    /// the place of one to three bytes, but a character of one byte has no second one.
    pub(crate) const fn in_json(self) -> usize {
        self.bytes().saturating_mul(3).saturating_add(2)
    }

    /// # Errors
    /// An [`Invalid`] at `pointer` that says which limit the text passes.
    pub(crate) fn check(self, text: &str, pointer: &str) -> Result<(), Invalid> {
        if count_characters(text, self.characters) > self.characters {
            let detail = format!("Write at most {} characters.", self.characters);
            return Err(Invalid::new(pointer, "too_long", detail));
        }

        if text.len() > self.bytes() {
            let detail = format!(
                "Write at most {} bytes in UTF-8. The text has few characters, but they consist of \
                 unusually many code points.",
                self.bytes()
            );
            return Err(Invalid::new(pointer, "too_many_bytes", detail));
        }

        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    const LIMITS: [TextLimit; 6] = [
        NAME,
        SEARCH,
        REASON,
        REPORT_DETAIL,
        COMMENT_BODY,
        ARTICLE_BODY,
    ];

    /// The text again and again, up to so many characters.
    fn filled(text: &str, characters: usize) -> String {
        text.graphemes(true).cycle().take(characters).collect()
    }

    #[test]
    fn no_natural_text_reaches_the_limit_in_bytes_first() {
        for text in [
            "The quick brown fox. ",
            "Съешь же ещё этих мягких булок. ",
            "いろはにほへと散りぬるを。",
            "𠮷野家で𩸽を食べる。",
            "सभी मनुष्यों को गौरव और अधिकारों के मामले में स्वतन्त्रता प्राप्त है। ",
            "கற்க கசடறக் கற்பவை கற்றபின். ",
            "མིའི་རིགས་རྒྱུད་ཡོངས་ལ་སྐྱེས་ཙམ་ཉིད་ནས་ཆེ་མཐོངས། ",
            "មនុស្សទាំងអស់កើតមកមានសេរីភាព និងសមភាព ",
            "လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့် ",
            "ทุกคนเกิดมามีอิสระและเสมอภาคกันในศักดิ์ศรี ",
            "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים אֵ֥ת הַשָּׁמַ֖יִם ",
            "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ ٱلرَّحِيمِ ",
            "अ॒ग्निमी॑ळे पु॒रोहि॑तं य॒ज्ञस्य॑ दे॒वमृ॒त्विज॑म् । ",
            "👍🏽👏🏿🙏🏻",
        ] {
            for limit in LIMITS {
                let longest = filled(text, limit.characters());
                let checked = limit.check(&longest, "/body");
                assert_eq!(checked, Ok(()), "{text} {limit:?}");

                let longer = filled(text, limit.characters() + 1);
                let code = limit.check(&longer, "/body").map_err(|fault| fault.code);
                assert_eq!(code, Err("too_long"), "{text} {limit:?}");
            }
        }
    }

    #[test]
    fn a_short_text_may_consist_of_the_longest_emoji() {
        let kiss = "👩🏽\u{200D}❤\u{FE0F}\u{200D}💋\u{200D}👨🏿";
        let flag = "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}";

        for limit in [NAME, SEARCH, REASON] {
            for emoji in [kiss, flag, "👨\u{200D}👩\u{200D}👧\u{200D}👦"] {
                assert_eq!(limit.check(&filled(emoji, limit.characters()), ""), Ok(()));
            }
        }
    }

    #[test]
    fn few_characters_of_many_code_points_pass_the_limit_in_bytes() {
        let stacked = format!("e{}", "\u{301}".repeat(2_000));

        let code = NAME.check(&stacked, "/name").map_err(|fault| fault.code);

        assert_eq!(code, Err("too_many_bytes"));
    }

    #[test]
    fn the_longest_text_fits_its_json_in_every_escaping() {
        let escaped = |text: &str| {
            let units = text.encode_utf16();
            units
                .map(|unit| format!("\\u{unit:04x}"))
                .collect::<String>()
        };

        for character in [
            "a",
            "я",
            "中",
            "😀",
            "👍🏽",
            "के",
            "\u{1100}\u{1161}\u{11A8}",
            "ω\u{314}\u{342}\u{345}",
        ] {
            for limit in LIMITS {
                let text = filled(character, limit.characters());
                assert!(escaped(&text).len() + 2 <= limit.in_json(), "{character}");
                assert!(text.chars().count() <= limit.code_points(), "{character}");
            }
        }
    }
}
