//! How do we name a type to a client? Serde's and Rust's words in, plain sentences out.

/// A sentence for what a type calls itself, such as "i32" or "a UUID string".
pub fn sentence(expected: &str) -> String {
    format!("It must be {}.", name(expected))
}

/// Whether `expected` is one of the types whose own error messages are not meant for clients.
pub fn knows(expected: &str) -> bool {
    name(expected) != expected
}

fn name(expected: &str) -> &str {
    match expected {
        "a UUID string" | "a formatted UUID string" => {
            "a UUID, such as 0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11"
        }
        "an RFC 3339 formatted date and time string" => {
            "a time as in RFC 3339, such as 2026-01-31T09:30:00.000Z"
        }
        "a boolean" => "true or false",
        "a string" | "a borrowed string" | "a character" | "a string or character" => {
            "a string of characters"
        }
        "i8" | "i16" | "i64" | "isize" => "a whole number",
        "i32" => "a whole number from -2147483648 to 2147483647",
        "u8" | "u16" | "u64" | "usize" => "a whole number, 0 or more",
        "u32" => "a whole number from 0 to 4294967295",
        "f32" | "f64" => "a number",
        "unit" | "any valid JSON value" => "null",
        "a sequence" | "an array" | "a set" => "a list",
        "a map" | "a JSON object" => "an object",
        other
            if ["struct ", "internally tagged", "struct variant"]
                .iter()
                .any(|it| other.starts_with(it)) =>
        {
            "an object"
        }
        other
            if ["enum ", "variant identifier", "field identifier"]
                .iter()
                .any(|it| other.starts_with(it)) =>
        {
            "one of the names that the documentation lists"
        }
        other
            if ["tuple ", "an array of"]
                .iter()
                .any(|it| other.starts_with(it)) =>
        {
            "a list of the documented length"
        }
        other => other,
    }
}
