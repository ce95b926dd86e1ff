//! Recognises domains and currency signs while a text is read: it may offer something. Links,
//! mentions, long numbers and names of currencies are recognised elsewhere.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The letters that the last part of a domain has at least.
const LAST_PART: usize = 2;

/// Finds domains and amounts of money while a text is read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OfferReader {
    /// Whether a word was followed by a full stop directly.
    is_after_dot: bool,
    is_named: bool,
}

impl OfferReader {
    /// Takes the sign behind a word of so many Latin letters.
    pub(crate) fn take_gap(&mut self, sign: char, latin: usize) {
        self.is_named |= latin >= LAST_PART && self.is_after_dot;
        self.is_named |=
            !sign.is_ascii() && sign.general_category() == GeneralCategory::CurrencySymbol;
        self.is_after_dot = latin > 0 && sign == '.';
    }

    /// Takes the characters of a word with digits, `@` or `$`.
    pub(crate) fn take_symbols(&mut self, word: &[char]) {
        self.is_named |= word.contains(&'$');
    }

    pub(crate) const fn is_named(self) -> bool {
        self.is_named
    }
}

#[cfg(test)]
mod tests {
    use crate::text::skeleton::Skeleton;

    fn names_offer(text: &str) -> bool {
        Skeleton::of(text).names_offer()
    }

    #[test]
    fn links_domains_handles_prices_and_long_numbers_are_offers() {
        for offer in [
            "Cheap rooms https://rent.example/a",
            "[Cheap rooms](https://rent.example)",
            "Cheap rooms www.rent.example",
            "Cheap rooms at rent.example today",
            "Cheap rooms: t.me/rooms",
            "Message @rooms for it",
            "Write to rooms@rent.example",
            "Only $45 today",
            "Only 45 $ today",
            "Nur 45 € heute",
            "Nur 45 Euro heute",
            "всего 500 рублей",
            "فقط ۴۵ دلار",
            "فقط ٤٥ دولارا",
            "सिर्फ़ 45 डॉलर",
            "只要45美元",
            "たった45ドル",
            "단돈 45달러",
            "₹500 only",
            "call 555 010 7788",
            "ask Ann on WhatsApp",
            "пишите в телеграм",
            "快去微信上问她",
        ] {
            assert!(names_offer(offer), "{offer}");
        }
    }

    #[test]
    fn words_scores_dates_and_abbreviations_are_no_offers() {
        for text in [
            "I say 3:1 tonight",
            "e.g. this one, i.e. that",
            "z.B. der da",
            "It was 30.11.2026, at 12:45.",
            "Well... yes.",
            "今天早上我们院子里是15度",
            "Day 145 of training: 13 push-ups, 15 km run",
            "Wednesday? No! Thursday.",
        ] {
            assert!(!names_offer(text), "{text}");
        }
    }
}
