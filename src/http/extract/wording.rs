//! Plain words for the types that clients send, in place of Serde's and Rust's own.

/// A sentence that says which type a value must have. `expected` is the type's name for itself,
/// such as "i32" or "a UUID string".
pub(super) fn sentence(expected: &str) -> String {
    format!("It must be {}.", plain(expected).unwrap_or(expected))
}

/// Whether there are plain words for `expected`. The type's own error message is then not meant
/// for clients.
pub(super) fn knows(expected: &str) -> bool {
    plain(expected).is_some()
}

fn plain(expected: &str) -> Option<&'static str> {
    let plain = match expected {
        "a UUID string" | "a formatted UUID string" => {
            "a UUID, such as 0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11"
        }
        "an RFC 3339 formatted date and time string" => {
            "a time in the format of RFC 3339, such as 2026-01-31T09:30:00.000Z"
        }
        "a boolean" => "true or false",
        "a string" | "a borrowed string" | "a character" | "a string or character" => "a string",
        "i8" | "i16" | "i64" | "isize" => "a whole number",
        "i32" => "a whole number from -2147483648 to 2147483647",
        "u8" | "u16" | "u64" | "usize" => "a whole number, 0 or more",
        "u32" => "a whole number from 0 to 4294967295",
        "f32" | "f64" => "a number",
        "unit" | "any valid JSON value" => "null",
        "a sequence" | "an array" | "a set" => "a list",
        "a map" | "a JSON object" => "an object",
        other => return plain_by_prefix(other),
    };

    Some(plain)
}

/// Names that Serde derives from the name of a type.
fn plain_by_prefix(expected: &str) -> Option<&'static str> {
    let begins_with =
        |prefixes: &[&str]| prefixes.iter().any(|prefix| expected.starts_with(prefix));

    if begins_with(&["struct ", "internally tagged", "struct variant"]) {
        Some("an object")
    } else if begins_with(&["enum ", "variant identifier", "field identifier"]) {
        Some("one of the documented names")
    } else if begins_with(&["tuple ", "an array of"]) {
        Some("a list of the documented length")
    } else {
        None
    }
}
