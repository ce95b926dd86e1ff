//! Turns the failed rules of `validator` into pointers and sentences for the client.

use std::borrow::Cow;

use serde_json::Value;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::domain::refusal::Invalid;
use crate::http::extract::failure::escape;

/// One entry for each failed rule, in the order of their pointers. `separator` is "/" in bodies and
/// empty in query strings, where a pointer is the parameter's name.
pub(crate) fn errors(found: &ValidationErrors, separator: &str) -> Vec<Invalid> {
    let mut entries = Vec::new();
    collect(found, "", separator, &mut entries);
    entries.sort_by(|one, other| one.pointer.cmp(&other.pointer));

    entries
}

fn collect(found: &ValidationErrors, above: &str, separator: &str, entries: &mut Vec<Invalid>) {
    for (field, kind) in found.errors() {
        let name = field.strip_prefix("r#").unwrap_or(field);
        // `validator` files a rule about the whole struct under this name.
        let pointer = match name {
            "__all__" => above.to_owned(),
            _ => format!("{above}{separator}{}", escape(name)),
        };

        match kind {
            ValidationErrorsKind::Field(failed) => {
                entries.extend(failed.iter().map(|error| entry(pointer.clone(), error)));
            }
            ValidationErrorsKind::Struct(below) => collect(below, &pointer, "/", entries),
            ValidationErrorsKind::List(items) => {
                for (at, below) in items {
                    collect(below, &format!("{pointer}/{at}"), "/", entries);
                }
            }
        }
    }
}

fn entry(pointer: String, error: &ValidationError) -> Invalid {
    let (code, sentence) = match &*error.code {
        "length" => ("invalid_length", length(error)),
        "range" => ("out_of_range", range(error)),
        "email" => ("invalid_email", "It must be an email address.".to_owned()),
        "url" => ("invalid_url", "It must be a URL.".to_owned()),
        "required" => ("missing_field", "This field is required.".to_owned()),
        _ => (
            own_code(error.code.clone()),
            "It does not meet the documented rule.".to_owned(),
        ),
    };

    // A rule's own message is more precise than the sentence for its kind.
    let detail = error
        .message
        .as_ref()
        .map_or(sentence, |message| message.to_string());

    Invalid::new(pointer, code, detail)
}

/// The code of a rule that is written in this crate.
fn own_code(code: Cow<'static, str>) -> &'static str {
    match code {
        Cow::Borrowed(code) => code,
        Cow::Owned(_) => "invalid_value",
    }
}

fn length(error: &ValidationError) -> String {
    let is_list = error.params.get("value").is_some_and(Value::is_array);
    let unit = if is_list { "entries" } else { "characters" };

    let [min, max, equal] = ["min", "max", "equal"].map(|name| error.params.get(name));
    match (min, max, equal) {
        (_, _, Some(equal)) => format!("It must have exactly {equal} {unit}."),
        (Some(min), Some(max), None) => format!("It must have {min} to {max} {unit}."),
        (Some(min), None, None) => format!("It must have at least {min} {unit}."),
        (None, Some(max), None) => format!("It must have at most {max} {unit}."),
        (None, None, None) => "It has the wrong length.".to_owned(),
    }
}

fn range(error: &ValidationError) -> String {
    match (error.params.get("min"), error.params.get("max")) {
        (Some(min), Some(max)) => format!("It must be from {min} to {max}."),
        (Some(min), None) => format!("It must be {min} or more."),
        (None, Some(max)) => format!("It must be {max} or less."),
        (None, None) => "It is out of range.".to_owned(),
    }
}
