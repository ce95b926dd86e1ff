//! Letters that look like another one (the confusables of UTS #39).

use std::collections::HashMap;
use std::sync::LazyLock;

/// The letter that a lower-case letter without marks is mistaken for: a Latin letter, or a Han
/// character for a kana.
pub(super) fn prototype_of(letter: char) -> Option<char> {
    PROTOTYPES.get(&letter).copied()
}

/// The Latin letter that a folded letter looks like although [`prototype_of`] gives it to another
/// letter of the same alphabet. Only for nearness, where it does no harm that two words of one
/// language become equal.
pub(super) const fn loose_prototype_of(letter: char) -> char {
    match letter {
        'ь' | 'ҍ' | 'ѣ' => 'b',
        'ҫ' => 'c',
        'ҽ' | 'ҿ' => 'e',
        'ћ' | 'ң' | 'ӈ' | 'ӊ' => 'h',
        'қ' | 'ҟ' => 'k',
        'ן' => 'l',
        'ӎ' => 'm',
        'ռ' | 'ղ' => 'n',
        'ө' | 'ѳ' | 'σ' | 'θ' => 'o',
        'ғ' => 'r',
        'ҭ' => 't',
        'џ' => 'u',
        'ҳ' => 'x',
        'ү' | 'ұ' => 'y',
        _ => letter,
    }
}

static PROTOTYPES: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let pairs = TABLE
        .iter()
        .flat_map(|&(prototype, letters)| letters.chars().map(move |letter| (letter, prototype)));

    pairs.collect()
});

/// Each prototype with the letters that look like it, from the confusables of UTS #39 (Unicode 18):
/// every letter whose prototype, or whose capital's prototype, is one Latin letter apart from marks
/// and strokes; and the small capitals, which are frequent in spam.
///
/// No two letters of a living alphabet have the same prototype, so that no word of such a language
/// becomes another: Cyrillic, Greek, Hebrew and Arabic have only one letter for each. Latin letters
/// with a stroke or a hook fold to the plain ones, as letters with an accent do. Kana and the Han
/// characters that look like them occur in the same sentences, but no word can be written with
/// either.
const TABLE: &[(char, &str)] = &[
    (
        'a',
        "\u{251}\u{3B1}\u{430}\u{15C5}\u{1D00}\u{A4EE}\u{AB64}\u{AB7A}\u{102A0}\u{16F40}\u{1DF40}\
        \u{1DF41}\u{1DF5A}\u{1DF6A}",
    ),
    (
        'b',
        "\u{180}\u{183}\u{185}\u{253}\u{299}\u{3B2}\u{432}\u{7D5}\u{13FC}\u{1472}\u{2C83}\u{A4D0}\
        \u{A557}\u{A7B5}\u{10282}\u{102A1}\u{10301}\u{16ED1}",
    ),
    (
        'c',
        "\u{23C}\u{441}\u{1004}\u{1D04}\u{2CA5}\u{A4DA}\u{ABAF}\u{102A2}\u{10302}\u{1043D}\u{1051B}",
    ),
    (
        'd',
        "\u{F0}\u{111}\u{18C}\u{256}\u{257}\u{501}\u{146F}\u{1D05}\u{A4D2}\u{AB70}\u{1DF2D}",
    ),
    (
        'e',
        "\u{247}\u{3B5}\u{435}\u{1D07}\u{2D39}\u{A4F0}\u{A5CB}\u{AB32}\u{AB7C}\u{10286}\u{118C6}\
        \u{1DF43}\u{1DF81}",
    ),
    (
        'f',
        "\u{192}\u{284}\u{3DD}\u{584}\u{7D3}\u{15B4}\u{1D6E}\u{1E9D}\u{A4DD}\u{A730}\u{A799}\u{AB35}\
        \u{10287}\u{102A5}\u{10525}\u{118C2}",
    ),
    (
        'g',
        "\u{18D}\u{1E5}\u{260}\u{261}\u{262}\u{50D}\u{581}\u{13FB}\u{1D83}\u{A4D6}\u{1DF30}\u{1DF45}",
    ),
    (
        'h',
        "\u{127}\u{266}\u{29C}\u{43D}\u{4BB}\u{570}\u{157C}\u{2C68}\u{2C8F}\u{2D19}\u{A4E7}\u{AB8B}\
        \u{102CF}\u{1DF32}\u{1DF46}\u{1DF47}",
    ),
    (
        'i',
        "\u{268}\u{269}\u{26A}\u{3B9}\u{456}\u{582}\u{1D7B}\u{1D7C}\u{2C93}\u{AB75}\u{118C3}",
    ),
    (
        'j',
        "\u{237}\u{249}\u{25F}\u{29D}\u{3F3}\u{458}\u{575}\u{148D}\u{1D0A}\u{A4D9}\u{AB7B}",
    ),
    (
        'k',
        "\u{138}\u{199}\u{3BA}\u{43A}\u{16D5}\u{1D0B}\u{2C6A}\u{2C95}\u{A4D7}\u{A741}\u{ABB6}\u{10518}\
        \u{1DF48}\u{1DF49}",
    ),
    (
        'l',
        "\u{142}\u{19A}\u{1C0}\u{26B}\u{26D}\u{29F}\u{4CF}\u{5D5}\u{627}\u{7CA}\u{14AA}\u{16C1}\
        \u{2CD1}\u{2D4A}\u{A4E1}\u{A56F}\u{A781}\u{A7FE}\u{ABAE}\u{1028A}\u{10309}\u{10443}\u{1050E}\
        \u{10926}\u{10C3E}\u{10CE5}\u{118D2}\u{11DDA}\u{16AE4}\u{16D63}\u{16EC5}\u{16F16}\u{1DF6E}",
    ),
    (
        'm',
        "\u{3BC}\u{43C}\u{15F0}\u{16D6}\u{1D0D}\u{2C99}\u{A4DF}\u{AB87}\u{102B0}\u{10311}\u{10C21}\
        \u{1DF4A}",
    ),
    (
        'n',
        "\u{14B}\u{19E}\u{272}\u{273}\u{274}\u{3B7}\u{572}\u{1D70}\u{2C9B}\u{A4E0}\u{10513}\u{11ABE}\
        \u{1DF4D}\u{1DF4E}\u{1DF4F}",
    ),
    (
        'o',
        "\u{F8}\u{275}\u{3BF}\u{3ED}\u{43E}\u{585}\u{5E1}\u{647}\u{7CB}\u{840}\u{B20}\u{D20}\u{101D}\
        \u{10FF}\u{12D0}\u{1A45}\u{1D0F}\u{1D11}\u{2D31}\u{A4F3}\u{A6A2}\u{A74B}\u{AB3D}\u{AB3E}\u{AB74}\
        \u{10292}\u{102AB}\u{1030F}\u{1042C}\u{104EA}\u{10516}\u{1092C}\u{10C17}\u{10D07}\u{11124}\
        \u{118C8}\u{16AE9}\u{1DF3C}",
    ),
    (
        'p',
        "\u{1A5}\u{3C1}\u{440}\u{146D}\u{1D18}\u{1D7D}\u{2CA3}\u{A4D1}\u{ABB2}\u{10295}",
    ),
    ('q', "\u{2A0}\u{51B}\u{563}\u{2D55}\u{1DF34}"),
    (
        'r',
        "\u{24D}\u{27C}\u{27D}\u{280}\u{433}\u{1587}\u{1D72}\u{2C85}\u{A4E3}\u{AB47}\u{AB48}\u{AB71}\
        \u{104DC}\u{16A19}\u{16F35}\u{1DF35}\u{1DF37}",
    ),
    (
        's',
        "\u{1BD}\u{282}\u{455}\u{57F}\u{D1F}\u{10FD}\u{1D74}\u{A4E2}\u{A576}\u{A731}\u{ABAA}\u{10296}\
        \u{10448}\u{118C1}\u{16AD6}\u{16F3A}",
    ),
    (
        't',
        "\u{167}\u{1AB}\u{1AD}\u{288}\u{3C4}\u{442}\u{7E0}\u{1D1B}\u{1D75}\u{2C66}\u{2CA7}\u{A4D4}\
        \u{A50B}\u{AB72}\u{10297}\u{102B1}\u{10315}\u{16F0A}",
    ),
    (
        'u',
        "\u{289}\u{28B}\u{3C5}\u{57D}\u{1200}\u{144C}\u{1D1C}\u{1D7E}\u{A4F4}\u{A79F}\u{AB4E}\u{AB52}\
        \u{AB9C}\u{104F6}\u{118D8}\u{16F42}\u{1DF39}",
    ),
    (
        'v',
        "\u{3BD}\u{475}\u{5D8}\u{142F}\u{1D20}\u{2D38}\u{A4E6}\u{A6DF}\u{ABA9}\u{1051D}\u{10C1F}\
        \u{11706}\u{118C0}\u{16F08}\u{1DF51}\u{1DF52}",
    ),
    (
        'w',
        "\u{26F}\u{448}\u{461}\u{51D}\u{561}\u{1D21}\u{2CBD}\u{A4EA}\u{A761}\u{A7FA}\u{AB83}\u{114C5}\
        \u{1170A}\u{1DF3F}\u{1DF7D}",
    ),
    (
        'x',
        "\u{3C7}\u{445}\u{1541}\u{16B7}\u{1763}\u{2CAD}\u{2D5D}\u{A4EB}\u{AB53}\u{10290}\u{102B4}\
        \u{10317}\u{10527}\u{10C13}\u{10CC2}",
    ),
    (
        'y',
        "\u{1B4}\u{24F}\u{263}\u{28F}\u{3B3}\u{443}\u{7CC}\u{10E7}\u{1D8C}\u{1EFF}\u{2CA9}\u{A4EC}\
        \u{A6B2}\u{AB5A}\u{AB79}\u{102B2}\u{10C20}\u{118C4}\u{16F43}\u{1DF31}\u{1DF55}",
    ),
    (
        'z',
        "\u{1B6}\u{225}\u{290}\u{3B6}\u{1D22}\u{1D76}\u{2C6C}\u{2C8D}\u{2D2D}\u{A4DC}\u{A6C9}\u{AB93}\
        \u{10507}\u{118C9}\u{11ABC}",
    ),
    ('\u{4E00}', "\u{30FC}"), // 一 ー
    ('\u{4E8C}', "\u{30CB}"), // 二 ニ
    ('\u{4EBB}', "\u{30A4}"), // 亻 イ
    ('\u{516B}', "\u{30CF}"), // 八 ハ
    ('\u{529B}', "\u{30AB}"), // 力 カ
    ('\u{5315}', "\u{30D2}"), // 匕 ヒ
    ('\u{535C}', "\u{30C8}"), // 卜 ト
    ('\u{53E3}', "\u{30ED}"), // 口 ロ
    ('\u{5915}', "\u{30BF}"), // 夕 タ
    ('\u{5DE5}', "\u{30A8}"), // 工 エ
    ('\u{5F50}', "\u{30E8}"), // 彐 ヨ
    ('\u{3078}', "\u{30D8}"), // へ ヘ
];

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use unicode_normalization::UnicodeNormalization;
    use unicode_security::confusable_detection::skeleton as uts39_skeleton;

    use super::*;
    use crate::text::characters;

    /// The UTS #39 skeleton of one letter, without case and optional marks.
    fn plain_prototype(letter: &str) -> String {
        let plain = uts39_skeleton(letter)
            .nfkd()
            .filter(|&c| !characters::is_optional_mark(c));

        plain.flat_map(char::to_lowercase).collect()
    }

    /// UTS #39 keeps small capitals apart; the table folds them to their letters.
    fn of_small_capital(letter: &str) -> Option<char> {
        let small = "aᴀ bʙ dᴅ eᴇ fꜰ gɢ hʜ jᴊ kᴋ kĸ lʟ mᴍ mʍ nɴ pᴘ qǫ rʀ tᴛ yʏ";
        small
            .split(' ')
            .find_map(|pair| pair.strip_suffix(letter)?.chars().next())
    }

    #[test]
    fn the_table_agrees_with_uts_39() {
        for (&letter, &prototype) in PROTOTYPES.iter() {
            let (small, capital) = (letter.to_string(), letter.to_uppercase().to_string());
            let expected = [
                prototype.to_string(),
                plain_prototype(&prototype.to_string()),
            ];

            let mut prototypes = vec![plain_prototype(&small), plain_prototype(&capital), small];
            let capitals: Vec<char> = prototypes
                .iter()
                .filter_map(|it| of_small_capital(it))
                .collect();
            prototypes.extend(capitals.iter().map(char::to_string));

            let is_found = expected.iter().any(|it| prototypes.contains(it));

            assert!(is_found, "{letter} {prototype} {prototypes:?}");
        }

        assert_eq!(
            PROTOTYPES.len(),
            TABLE
                .iter()
                .map(|(_, others)| others.chars().count())
                .sum::<usize>()
        );
    }

    #[test]
    fn no_two_letters_of_one_alphabet_have_one_prototype() {
        for alphabet in [
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",   // Russian, Bulgarian
            "абвгґдеєжзиіїйклмнопрстуўфхцчшщьюя", // Ukrainian, Belarusian
            "абвгдђежзијклљмнњопрстћуфхцчџшѓѕќ",  // Serbian, Macedonian
            "абвгдежзиклмноөпрстуүхцчшыьэюя",     // Mongolian
            "αβγδεζηθικλμνξοπρσςτυφχψω",
            "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
            "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
            "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
            "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
            "अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
            "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
            "ഠടഅആഇഉകഖഗഘങചഛജഝഞഡഢണതഥദധനപഫബഭമയരലവശഷസഹളഴറ",
        ] {
            let mut seen: HashMap<char, char> = HashMap::new();
            for letter in alphabet.chars() {
                let prototype = prototype_of(letter).unwrap_or(letter);

                assert_eq!(
                    seen.insert(prototype, letter),
                    None,
                    "{letter} in {alphabet}"
                );
            }
        }
    }
}
