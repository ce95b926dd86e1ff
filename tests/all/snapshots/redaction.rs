//! The values of a body that differ from run to run, and their replacements.

use insta::Settings;
use insta::internals::{Content, ContentPath};
use serde_json::Value;
use uuid::Uuid;

use crate::support::instance::noon;

/// Selectors of values that differ, each with its replacement.
const DIFFERENT: [(&str, &str); 12] = [
    (".**.access_token", "[token]"),
    (".**.refresh_token", "[token]"),
    (".**.guest_token", "[token]"),
    (".body.token", "[token]"),
    (".body.question", "[question]"),
    (".**.next_cursor", "[cursor]"),
    (".**.replies_cursor", "[cursor]"),
    (".**.cursor", "[cursor]"),
    (".**.ip_hash", "[hash]"),
    (".**.address_hash", "[hash]"),
    (".**.hash", "[hash]"),
    (".**.request_id", "[request id]"),
];

const UUID_LENGTH: usize = 36;

/// Replaces values that differ, unless they are null.
pub fn redact(settings: &mut Settings) {
    for (selector, replacement) in DIFFERENT {
        let redaction = move |value: Content, _: ContentPath<'_>| {
            if value.is_nil() {
                value
            } else {
                replacement.into()
            }
        };
        settings.add_dynamic_redaction(selector, redaction);
    }

    settings.add_dynamic_redaction(".**.created_at", |value, _| redact_time(value));
}

/// Replaces a time that is not of the test's clock: the database gives events their time.
fn redact_time(value: Content) -> Content {
    let day = noon().format("%Y-%m-%dT").to_string();

    match value.as_str() {
        Some(time) if !time.starts_with(&day) => "[time]".into(),
        _ => value,
    }
}

/// The same JSON with `[id 1]`, `[id 2]` ... for the ids in its strings.
pub fn without_ids(value: &Value) -> Value {
    let mut value = value.clone();
    replace(&mut value, &mut Vec::new());

    value
}

fn replace(value: &mut Value, known: &mut Vec<String>) {
    match value {
        Value::String(text) => *text = replace_in_text(text, known),
        Value::Array(values) => {
            for value in values {
                replace(value, known);
            }
        }
        Value::Object(members) => {
            for value in members.values_mut() {
                replace(value, known);
            }
        }
        _ => {}
    }
}

fn replace_in_text(text: &str, known: &mut Vec<String>) -> String {
    let mut replaced = String::new();
    let mut rest = text;

    while let Some(first) = rest.chars().next() {
        let (end, replacement) = match id_at_the_start(rest) {
            Some(id) => (UUID_LENGTH, number(id, known)),
            None => (first.len_utf8(), first.to_string()),
        };
        replaced.push_str(&replacement);
        rest = &rest[end..];
    }

    replaced
}

fn id_at_the_start(text: &str) -> Option<&str> {
    let id = text.get(..UUID_LENGTH)?;

    Uuid::try_parse(id).is_ok().then_some(id)
}

/// `[id 1]` for the id that was met first.
fn number(id: &str, known: &mut Vec<String>) -> String {
    let at = match known.iter().position(|known| known == id) {
        Some(at) => at,
        None => {
            known.push(id.to_owned());
            known.len() - 1
        }
    };

    format!("[id {}]", at + 1)
}
