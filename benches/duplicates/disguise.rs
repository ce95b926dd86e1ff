//! Disguises: texts that look the same and consist of other characters.

use std::collections::HashMap;
use std::iter::once;

use unicode_normalization::UnicodeNormalization;

use crate::support::random::Random;

/// Changes case, punctuation or spacing, or takes digits of another script.
pub fn respell(text: &str, random: &mut Random) -> String {
    let mut text = match random.below(4) {
        0 => text.to_uppercase(),
        1 => text.to_lowercase(),
        _ => text.to_owned(),
    };

    text = match random.below(4) {
        0 => text.chars().filter(|&c| !is_punctuation(c)).collect(),
        1 => text
            .chars()
            .flat_map(|c| std::iter::repeat_n(c, if is_end(c) { 3 } else { 1 }))
            .collect(),
        2 => text.replace([',', '،', '，', '、'], " - "),
        _ => text,
    };

    match random.below(4) {
        0 => text.replace(' ', "   "),
        1 => spread(&text, random),
        2 => text.replace([' ', '。'], "\n\n"),
        _ if text.contains(has_own_digits) => text.chars().map(other_digit).collect(),
        _ => format!("  {}\n", text.replace(' ', "\u{A0}")),
    }
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '।')
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(
            c,
            '\u{2010}'
                ..='\u{201F}'
                    | '«'
                    | '»'
                    | '،'
                    | '؛'
                    | '؟'
                    | '।'
                    | '。'
                    | '、'
                    | '，'
                    | '：'
                    | '；'
        )
        || matches!(
            c,
            '！' | '？' | '（' | '）' | '「' | '」' | '・' | '…' | '｜'
        )
}

/// Puts a space, a dot or a dash between the letters of three parts of the text: "c a l l  m e".
fn spread(text: &str, random: &mut Random) -> String {
    let between = *random.pick(&[' ', '.', '-', '_']);
    let characters: Vec<char> = text.chars().collect();
    let starts = random.places(3, characters.len());

    let mut spread = String::new();
    for (at, &c) in characters.iter().enumerate() {
        spread.push(c);

        let is_inside = starts.iter().any(|&start| (start..start + 7).contains(&at));
        let goes_on = characters
            .get(at + 1)
            .is_some_and(|&next| c.is_alphanumeric() && next.is_alphanumeric());
        if is_inside && goes_on {
            spread.push(between);
        }
    }

    spread
}

/// Arabic, Persian and Hindi are written with both kinds of digits.
fn has_own_digits(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{06FF}' | '\u{0900}'..='\u{097F}')
}

fn other_digit(c: char) -> char {
    const SCRIPTS: [char; 3] = ['٠', '۰', '०'];
    if let Some(digit) = c.to_digit(10) {
        return char::from_u32(u32::from('۰') + digit).unwrap();
    }

    let zero = SCRIPTS
        .into_iter()
        .find(|&zero| (zero..=offset(zero, 9)).contains(&c));
    zero.map_or(c, |zero| {
        char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap()
    })
}

fn offset(c: char, by: u32) -> char {
    char::from_u32(u32::from(c) + by).unwrap()
}

/// Adds invisible characters, about one for six letters.
pub fn add_invisible(text: &str, random: &mut Random) -> String {
    const INVISIBLE: [char; 7] = [
        '\u{200B}', '\u{2060}', '\u{FEFF}', '\u{00AD}', '\u{200E}', '\u{180E}', '\u{034F}',
    ];
    let kind = *random.pick(&INVISIBLE);
    let mixed = random.chance(50);

    let mut hidden = String::new();
    for c in text.chars() {
        hidden.push(c);
        if c.is_alphanumeric() && random.chance(17) {
            hidden.push(if mixed {
                *random.pick(&INVISIBLE)
            } else {
                kind
            });
        }
    }

    hidden
}

/// Replaces letters by letters that look the same, each with the same probability.
pub fn look_alike(text: &str, random: &mut Random) -> String {
    const ALIKE: [(&str, &str); 8] = [
        ("acekopxyijsAaBCEHKMOPTXYI", "асекорхуіјѕАаВСЕНКМОРТХУІ"),
        ("асекорхуАВСЕНКМОРТХ", "acekopxyABCEHKMOPTX"),
        ("oνAEZHIKMNOPTXYB", "ονΑΕΖΗΙΚΜΝΟΡΤΧΥΒ"),
        ("lI", "Il"),
        ("یکأإآؤئ", "يكاااوی"),
        ("يكةى", "یکهي"),
        ("ँऑ", "ंआ"),
        (
            "カニロタエハトへリー一口力二夕工",
            "力二口夕工八卜ヘり一ー口カニタエ",
        ),
    ];
    let kangxi = kangxi_radicals();
    let share = random.between(30, 90);

    let swapped = text.nfc().map(|c| {
        if !random.chance(share) {
            return c;
        }

        let other = ALIKE.iter().find_map(|(these, those)| {
            these
                .chars()
                .zip(those.chars())
                .find(|&(this, that)| this == c && that != c)
                .map(|(_, that)| that)
        });
        kangxi.get(&c).copied().or(other).unwrap_or(c)
    });

    // The nukta is a dot that many people omit.
    swapped.filter(|&c| c != '\u{093C}').collect()
}

/// The radical for each character that looks like one.
fn kangxi_radicals() -> HashMap<char, char> {
    ('\u{2F00}'..='\u{2FD5}')
        .filter_map(|radical| Some((once(radical).nfkc().next()?, radical)))
        .collect()
}

/// Takes forms that Unicode calls compatible: full-width, mathematical and half-width letters,
/// Arabic presentation forms, marks separate from their letters.
pub fn compatible(text: &str, random: &mut Random) -> String {
    let latin = *random.pick(&['Ａ', '𝐀', '𝗔', '𝙰']);
    let isolated = isolated_forms();
    let apart: String = if random.chance(50) {
        text.nfd().collect()
    } else {
        text.nfc().collect()
    };
    let apart = dotted(&apart);

    let mut changed = String::new();
    for c in apart.chars() {
        match c {
            // Full-width small letters follow 32 places after the capitals, mathematical ones 26.
            'A'..='Z' => changed.push(offset(latin, u32::from(c) - u32::from('A'))),
            'a'..='z' => {
                let gap = if latin == 'Ａ' { 32 } else { 26 };
                changed.push(offset(latin, gap + u32::from(c) - u32::from('a')));
            }
            '0'..='9' => changed.push(offset('０', u32::from(c) - u32::from('0'))),
            // A stress that dictionaries write.
            'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' if random.chance(20) => {
                changed.extend([c, '\u{0301}']);
            }
            // Vowel signs that schoolbooks write.
            'ب' | 'ت' | 'د' | 'ر' | 'س' | 'ل' | 'م' | 'ن' if latin == 'Ａ' => {
                changed.extend([
                    c,
                    *random.pick(&['\u{064E}', '\u{064F}', '\u{0650}', '\u{0652}']),
                ]);
            }
            c => changed.push(isolated.get(&c).copied().unwrap_or(c)),
        }
    }

    changed
}

/// Takes the Devanagari letters with a dot that have a code point of their own.
fn dotted(text: &str) -> String {
    ('\u{0958}'..='\u{095F}').fold(text.to_owned(), |text, letter| {
        let apart: String = once(letter).nfd().collect();
        text.replace(&apart, &letter.to_string())
    })
}

/// The isolated presentation forms of Arabic letters, the half width of kana, and the Han characters
/// of old character sets.
fn isolated_forms() -> HashMap<char, char> {
    let forms = ('\u{FE80}'..='\u{FEFC}')
        .chain('\u{FB56}'..='\u{FBFF}')
        .chain('\u{FF66}'..='\u{FF9D}')
        .chain('\u{F900}'..='\u{FAD9}');

    let mut isolated = HashMap::new();
    for form in forms {
        let mut plain = once(form).nfkc();
        if let (Some(plain), None) = (plain.next(), plain.next()) {
            isolated.entry(plain).or_insert(form);
        }
    }

    isolated
}

/// Replaces Latin and Cyrillic letters by digits and signs.
pub fn leet(text: &str, random: &mut Random) -> String {
    const LEET: &str = "o0 O0 e3 E3 a4 A4 a@ s5 S5 s$ t7 T7 l1 i1 b8 B8 о0 О0 з3 З3 ч4 Ч4 а@";
    let share = random.between(30, 80);

    let spelled = text.chars().map(|c| {
        let choices: Vec<char> = LEET
            .split(' ')
            .filter_map(|pair| pair.strip_prefix(c).and_then(|sign| sign.chars().next()))
            .collect();

        if choices.is_empty() || !random.chance(share) {
            c
        } else {
            *random.pick(&choices)
        }
    });

    spelled.collect()
}

/// How many letters and digits of the disguised text the text does not have.
pub fn changed_letters(text: &str, disguised: &str) -> usize {
    let mut left: Vec<char> = text.chars().collect();
    left.sort_unstable();

    let mut changed = 0;
    for c in disguised.chars().filter(|&c| c.is_alphanumeric()) {
        match left.binary_search(&c) {
            Ok(at) => drop(left.remove(at)),
            Err(_) => changed += 1,
        }
    }

    changed
}
