//! Amounts of money with the name of a currency.

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

/// Whether a number stands beside the name of a currency.
pub(super) fn name_price(letters: &[char]) -> bool {
    static NAMES: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
        let name = |name: &&str| LetterStream::of(&fold(name)).letters;

        CURRENCIES.iter().map(name).collect()
    });

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
