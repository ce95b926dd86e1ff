//! Classes of characters: invisible ones, bidi controls, optional marks, dense scripts.

/// `Default_Ignorable_Code_Point` of Unicode 16: every renderer shows nothing.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Invisible characters that change their neighbours: the joiners, the variation selectors, also
/// those of Mongolian and of ideographs, and the tags that spell the flag of a region.
pub(super) const fn is_joiner_or_selector(c: char) -> bool {
    matches!(c,
        '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{200C}'..='\u{200D}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0020}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}')
}

/// The tags that spell the flag of a region.
pub(super) const fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0020}'..='\u{E007F}')
}

/// The explicit bidi formatting characters of UAX #9: embeddings, overrides, isolates and their
/// ends.
pub(super) const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Letters of the scripts that are read from right to left, such as Hebrew and Arabic.
pub(super) const fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// The 66 noncharacters, which Unicode never assigns.
pub(super) fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Marks without which a word is still readable: accents on Latin, Greek and Cyrillic letters,
/// Hebrew points, Arabic vowel signs and the tatweel. The marks of Indic scripts, Thai and kana
/// distinguish words and do not count.
pub(super) const fn is_optional_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}' // for any base
        | '\u{0483}'..='\u{0489}' | '\u{A66F}'..='\u{A672}' | '\u{A674}'..='\u{A67D}' // Cyrillic
        | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}'..='\u{05C2}' | '\u{05C4}'..='\u{05C5}' | '\u{05C7}'
        | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' // Arabic
        | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E4}' | '\u{06E7}'..='\u{06E8}' | '\u{06EA}'..='\u{06ED}'
        | '\u{0897}'..='\u{089F}' | '\u{08CA}'..='\u{08E1}' | '\u{08E3}'..='\u{08FF}')
}

/// Whether a mark is on a letter whose script does not use it, where it can only disguise the
/// letter. `mark` is not an optional one. Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic,
/// Georgian, Han and Hangul use no other marks, kana two. From Devanagari to Tibetan each script
/// has marks in its own block, except for the shared Vedic accents.
pub(super) fn is_foreign_mark(mark: char, base: char) -> bool {
    // Blocks of 128 code points, which are the scripts from Devanagari to Tibetan.
    let script = |c: char| (u32::from(c) >> 7).min(0x0F00 >> 7);
    let is_vedic =
        matches!(mark, '\u{0951}'..='\u{0954}' | '\u{1CD0}'..='\u{1CFF}' | '\u{A8E0}'..='\u{A8FF}');

    match base {
        'A'..='Z'
        | 'a'..='z'
        | '\u{00C0}'..='\u{06FF}'
        | '\u{0750}'..='\u{077F}'
        | '\u{10A0}'..='\u{10FF}'
        | '\u{1D00}'..='\u{1DBF}'
        | '\u{1E00}'..='\u{1FFF}'
        | '\u{2C60}'..='\u{2C7F}'
        | '\u{A640}'..='\u{A69F}'
        | '\u{A720}'..='\u{A7FF}'
        | '\u{AB30}'..='\u{AB6F}' => true,
        '\u{0900}'..='\u{0FFF}' => !is_vedic && script(mark) != script(base),
        _ => is_dense(base) && !matches!(mark, '\u{302A}'..='\u{302F}' | '\u{3099}'..='\u{309A}'),
    }
}

/// Scripts that write a word in one to three characters: Han, kana, Bopomofo and Hangul.
pub(super) const fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{1AFF0}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFF}')
}
