//! Words of advertisements: names of currencies beside an amount, and names of messengers.

use std::sync::LazyLock;

use super::folding::fold;
use super::letter_stream::LetterStream;
use super::numbers::NUMBER;

/// Names of currencies in ten languages, as they stand beside an amount.
const CURRENCIES: &[&str] = &[
    "dollar",
    "euro",
    "eur",
    "usd",
    "gbp",
    "chf",
    "pound",
    "rupee",
    "inr",
    "dólar",
    "peso",
    "franken",
    "руб",
    "доллар",
    "евро",
    "гривен",
    "тенге",
    "تومان",
    "ریال",
    "دلار",
    "یورو",
    "دولار",
    "درهم",
    "جنيه",
    "دينار",
    "रुपये",
    "रुपए",
    "डॉलर",
    "यूरो",
    "元",
    "美元",
    "块",
    "欧元",
    "円",
    "ドル",
    "ユーロ",
    "원",
    "달러",
    "유로",
];

/// Names of messengers in ten languages. Those that are words of a language are left out.
const MESSENGERS: &[&str] = &[
    "whatsapp",
    "telegram",
    "wechat",
    "kakaotalk",
    "snapchat",
    "instagram",
    "viber",
    "ватсап",
    "вотсап",
    "телеграм",
    "вайбер",
    "инстаграм",
    "واتساپ",
    "واتساب",
    "واتس اب",
    "تلگرام",
    "تليجرام",
    "تيليجرام",
    "تلغرام",
    "انستغرام",
    "اینستاگرام",
    "व्हाट्सएप",
    "व्हाट्सऐप",
    "टेलीग्राम",
    "इंस्टाग्राम",
    "微信",
    "电报",
    "電報",
    "テレグラム",
    "カカオトーク",
    "インスタ",
    "텔레그램",
    "카톡",
    "카카오톡",
    "인스타",
];

/// Whether the name of a messenger is among the letters.
pub(super) fn name_messenger(letters: &[char]) -> bool {
    static NAMES: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| folded(MESSENGERS));

    NAMES
        .iter()
        .any(|name| letters.windows(name.len()).any(|window| window == name))
}

fn folded(names: &[&str]) -> Vec<Vec<char>> {
    let letters = |name: &&str| LetterStream::of(&fold(name)).letters;

    names.iter().map(letters).collect()
}

/// Whether a number stands beside the name of a currency.
pub(super) fn name_price(letters: &[char]) -> bool {
    static NAMES: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| folded(CURRENCIES));

    let numbers = letters
        .iter()
        .enumerate()
        .filter(|(_, letter)| **letter == NUMBER);

    numbers
        .map(|(at, _)| letters.split_at(at))
        .any(|(before, from)| {
            let behind = from.get(1..).unwrap_or_default();

            NAMES
                .iter()
                .any(|name| behind.starts_with(name) || before.ends_with(name))
        })
}
