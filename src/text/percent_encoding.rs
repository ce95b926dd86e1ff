//! The one percent-encoded form of a part of a URL: RFC 3986, section 6.2.2.

use unicode_normalization::UnicodeNormalization;

/// Bytes that mean the same with percent-encoding as without it, and are collected until something
/// else ends them.
#[derive(Default)]
struct Writer {
    written: String,
    /// Unreserved characters, and text in UTF-8 that is not ASCII.
    run: Vec<u8>,
}

/// Rewrites a part of a URL between two delimiters, such as a segment of a path or the value of a
/// parameter. Unreserved characters are decoded, hexadecimal digits are upper-case, reserved
/// characters stay as they are written, encoded or not, and all others are encoded. Text that is
/// not ASCII is encoded as UTF-8 in Normalization Form C. A percent sign that encodes nothing is
/// encoded itself; bytes that are not UTF-8 stay. Linear in the length of the part.
pub(crate) fn percent_encoded_form(part: &str) -> String {
    let mut writer = Writer::default();
    let mut rest = part.as_bytes();

    while let [first, after @ ..] = rest {
        rest = after;
        let byte = match (first, after) {
            (b'%', [high, low, after @ ..]) if is_hex(*high) && is_hex(*low) => {
                rest = after;
                let byte = 16 * hex_value(*high) + hex_value(*low);
                if byte.is_ascii() && !is_unreserved(byte) {
                    writer.encode(byte);
                    continue;
                }
                byte
            }
            _ => *first,
        };

        if is_unreserved(byte) || !byte.is_ascii() {
            writer.run.push(byte);
        } else if is_reserved(byte) {
            writer.end_run();
            writer.written.push(char::from(byte));
        } else {
            writer.encode(byte);
        }
    }
    writer.end_run();

    writer.written
}

impl Writer {
    fn encode(&mut self, byte: u8) {
        self.end_run();
        push_encoded(&mut self.written, byte);
    }

    fn end_run(&mut self) {
        for chunk in std::mem::take(&mut self.run).utf8_chunks() {
            let composed: String = chunk.valid().nfc().collect();
            for byte in composed.bytes() {
                // Composition makes a semicolon of the Greek question mark.
                if is_unreserved(byte) {
                    self.written.push(char::from(byte));
                } else {
                    push_encoded(&mut self.written, byte);
                }
            }

            for byte in chunk.invalid() {
                push_encoded(&mut self.written, *byte);
            }
        }
    }
}

fn push_encoded(written: &mut String, byte: u8) {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');

    written.push('%');
    written.push(digit(byte >> 4).to_ascii_uppercase());
    written.push(digit(byte & 15).to_ascii_uppercase());
}

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// The delimiters of RFC 3986, section 2.2.
const fn is_reserved(byte: u8) -> bool {
    matches!(
        byte,
        b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')'
    ) || matches!(byte, b'*' | b'+' | b',' | b';' | b'=')
}

const fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// The value of a hexadecimal digit.
const fn hex_value(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_that_rfc_3986_holds_for_equal_get_one_form() {
        for (form, spellings) in [
            ("%E4%B8%AD", ["%e4%b8%ad", "中", "%e4%B8%ad"]),
            (
                "a-b_c.d~1",
                ["%61-b%5Fc%2ed%7E1", "a%2Db_c.d~%31", "a-b_c.d~1"],
            ),
            ("a%20b", ["a b", "a%20b", "%61%20b"]),
            ("%25", ["%", "%25", "%25"]),
            ("%25zz", ["%zz", "%25zz", "%25zz"]),
            ("%2Fx", ["%2fx", "%2Fx", "%2f%78"]),
            ("a%7Cb", ["a|b", "a%7cb", "a%7Cb"]),
        ] {
            for spelling in spellings {
                assert_eq!(percent_encoded_form(spelling), form, "{spelling}");
            }
        }
    }

    #[test]
    fn text_is_composed_whatever_its_script() {
        for (composed, decomposed) in [
            ("café", "cafe\u{301}"),
            ("Tiếng", "Tie\u{302}\u{301}ng"),
            ("한글", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"),
            ("й", "и\u{306}"),
            ("が", "か\u{3099}"),
            ("آ", "ا\u{653}"),
            ("K", "\u{212a}"),
        ] {
            assert_eq!(
                percent_encoded_form(composed),
                percent_encoded_form(decomposed),
                "{composed}"
            );
        }
    }

    #[test]
    fn reserved_characters_differ_from_their_encoded_form() {
        for reserved in ":/?#[]@!$&'()*+,;=".chars() {
            let written = reserved.to_string();
            let encoded = format!("%{:02X}", u32::from(reserved));

            assert_eq!(percent_encoded_form(&written), written);
            assert_eq!(percent_encoded_form(&encoded), encoded);
        }
    }

    #[test]
    fn a_mark_never_composes_with_a_delimiter_or_with_a_digit_of_an_encoding() {
        assert_eq!(percent_encoded_form("=\u{338}"), "=%CC%B8");
        assert_eq!(percent_encoded_form("%2A\u{301}"), "%2A%CC%81");
        assert_eq!(percent_encoded_form("\u{37e}"), "%3B");
    }

    #[test]
    fn bytes_that_are_no_utf_8_stay_encoded() {
        assert_eq!(percent_encoded_form("caf%e9"), "caf%E9");
        assert_eq!(percent_encoded_form("%ff%c3%a9%c3"), "%FF%C3%A9%C3");
    }

    proptest! {
        #[test]
        fn the_form_of_a_form_is_itself(part in "([%a-fA-F0-9]|[;=*+ |;`é\u{301}\u{338}\u{327}K각]|\\PC){0,24}") {
            let form = percent_encoded_form(&part);

            prop_assert_eq!(percent_encoded_form(&form), form.clone());
            prop_assert!(form.is_ascii());
        }
    }
}
