//! Marks that close a sentence or a quotation, in all scripts.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Whether a mark other than those of ASCII ends a URL wherever it is: the ends of sentences and
/// clauses, quotation marks and brackets. Many scripts put no space behind them.
pub(super) fn ends_url(c: char) -> bool {
    let is_pair = matches!(
        c.general_category(),
        GeneralCategory::InitialPunctuation
            | GeneralCategory::FinalPunctuation
            | GeneralCategory::OpenPunctuation
            | GeneralCategory::ClosePunctuation
    );
    // The full-width forms of ASCII punctuation, the ellipsis and the ditto mark.
    let is_cjk_mark =
        matches!(c, '\u{2026}' | '\u{3003}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF1F}');

    !c.is_ascii() && (is_pair || is_cjk_mark || is_terminal(c) || is_format(c))
}

/// Whether a mark other than those of ASCII does not belong to a URL that it would end. Inside a
/// URL it does: `/wiki/Michelson–Morley`.
pub(super) fn is_trailing(c: char) -> bool {
    let is_joiner = matches!(c, '\u{200C}' | '\u{200D}');

    !c.is_ascii() && (c.general_category_group() == GeneralCategoryGroup::Punctuation || is_joiner)
}

/// Direction marks, bidi controls and zero-width spaces. The joiners are letters of Persian and
/// Indic words.
const fn is_format(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// `Terminal_Punctuation` of Unicode 16 (`PropList.txt`), without ASCII.
const fn is_terminal(c: char) -> bool {
    matches!(c,
        '\u{037E}' | '\u{0387}' | '\u{0589}' | '\u{05C3}' | '\u{060C}' | '\u{061B}'
        | '\u{061D}'..='\u{061F}' | '\u{06D4}' | '\u{0700}'..='\u{070A}' | '\u{070C}'
        | '\u{07F8}'..='\u{07F9}' | '\u{0830}'..='\u{0835}' | '\u{0837}'..='\u{083E}'
        | '\u{085E}' | '\u{0964}'..='\u{0965}' | '\u{0E5A}'..='\u{0E5B}' | '\u{0F08}'
        | '\u{0F0D}'..='\u{0F12}' | '\u{104A}'..='\u{104B}' | '\u{1361}'..='\u{1368}'
        | '\u{166E}' | '\u{16EB}'..='\u{16ED}' | '\u{1735}'..='\u{1736}'
        | '\u{17D4}'..='\u{17D6}' | '\u{17DA}' | '\u{1802}'..='\u{1805}'
        | '\u{1808}'..='\u{1809}' | '\u{1944}'..='\u{1945}' | '\u{1AA8}'..='\u{1AAB}'
        | '\u{1B4E}'..='\u{1B4F}' | '\u{1B5A}'..='\u{1B5B}' | '\u{1B5D}'..='\u{1B5F}'
        | '\u{1B7D}'..='\u{1B7F}' | '\u{1C3B}'..='\u{1C3F}' | '\u{1C7E}'..='\u{1C7F}'
        | '\u{2024}' | '\u{203C}'..='\u{203D}' | '\u{2047}'..='\u{2049}'
        | '\u{2CF9}'..='\u{2CFB}' | '\u{2E2E}' | '\u{2E3C}' | '\u{2E41}' | '\u{2E4C}'
        | '\u{2E4E}'..='\u{2E4F}' | '\u{2E53}'..='\u{2E54}' | '\u{3001}'..='\u{3002}'
        | '\u{A4FE}'..='\u{A4FF}' | '\u{A60D}'..='\u{A60F}' | '\u{A6F3}'..='\u{A6F7}'
        | '\u{A876}'..='\u{A877}' | '\u{A8CE}'..='\u{A8CF}' | '\u{A92F}'
        | '\u{A9C7}'..='\u{A9C9}' | '\u{AA5D}'..='\u{AA5F}' | '\u{AADF}'
        | '\u{AAF0}'..='\u{AAF1}' | '\u{ABEB}' | '\u{FE12}' | '\u{FE15}'..='\u{FE16}'
        | '\u{FE50}'..='\u{FE52}' | '\u{FE54}'..='\u{FE57}' | '\u{FF01}' | '\u{FF0C}'
        | '\u{FF0E}' | '\u{FF1A}'..='\u{FF1B}' | '\u{FF1F}' | '\u{FF61}' | '\u{FF64}'
        | '\u{1039F}' | '\u{103D0}' | '\u{10857}' | '\u{1091F}' | '\u{10A56}'..='\u{10A57}'
        | '\u{10AF0}'..='\u{10AF5}' | '\u{10B3A}'..='\u{10B3F}' | '\u{10B99}'..='\u{10B9C}'
        | '\u{10F55}'..='\u{10F59}' | '\u{10F86}'..='\u{10F89}' | '\u{11047}'..='\u{1104D}'
        | '\u{110BE}'..='\u{110C1}' | '\u{11141}'..='\u{11143}' | '\u{111C5}'..='\u{111C6}'
        | '\u{111CD}' | '\u{111DE}'..='\u{111DF}' | '\u{11238}'..='\u{1123C}' | '\u{112A9}'
        | '\u{113D4}'..='\u{113D5}' | '\u{1144B}'..='\u{1144D}' | '\u{1145A}'..='\u{1145B}'
        | '\u{115C2}'..='\u{115C5}' | '\u{115C9}'..='\u{115D7}' | '\u{11641}'..='\u{11642}'
        | '\u{1173C}'..='\u{1173E}' | '\u{11944}' | '\u{11946}' | '\u{11A42}'..='\u{11A43}'
        | '\u{11A9B}'..='\u{11A9C}' | '\u{11AA1}'..='\u{11AA2}' | '\u{11C41}'..='\u{11C43}'
        | '\u{11C71}' | '\u{11EF7}'..='\u{11EF8}' | '\u{11F43}'..='\u{11F44}'
        | '\u{12470}'..='\u{12474}' | '\u{16A6E}'..='\u{16A6F}' | '\u{16AF5}'
        | '\u{16B37}'..='\u{16B39}' | '\u{16B44}' | '\u{16D6E}'..='\u{16D6F}'
        | '\u{16E97}'..='\u{16E98}' | '\u{1BC9F}' | '\u{1DA87}'..='\u{1DA8A}')
}
