//! A strict JSON parser for bodies. It refuses what a plain one accepts: repeated names, deep
//! nesting, and the NUL character, which Postgres cannot store.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};

use crate::domain::faults::Faults;
use crate::domain::refusal::Invalid;
use crate::http::extract::place::Place;
use crate::http::problem::Problem;
use crate::http::problem::code::Code;

/// The highest number of objects and lists inside each other.
const DEPTH_LIMIT: usize = 64;

/// The highest number of values in a document. Each takes far more memory than its few bytes, and
/// the largest request that has a meaning, 1,000 comments with their versions, has about 3,000.
const VALUE_LIMIT: usize = 8_192;

/// The document in `bytes`.
///
/// # Errors
/// 400 when the document is invalid or has a name twice in one object, 422 for NUL characters.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    if bytes.is_empty() {
        return Err(malformed(
            "The body is empty. Send a JSON object.".to_owned(),
        ));
    }

    let text = std::str::from_utf8(bytes).map_err(|error| {
        malformed(format!(
            "The body is not valid UTF-8 from byte {} on.",
            error.valid_up_to()
        ))
    })?;

    let notes = Notes::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let top = Node {
        notes: &notes,
        place: Place::TOP,
        depth: 0,
    };

    let parsed = top
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    let value = parsed.map_err(|error| notes.refused.take().unwrap_or_else(|| describe(&error)))?;

    let nul = notes.nul.into_inner();
    if nul.is_empty() {
        Ok(value)
    } else {
        Err(Problem::invalid(nul))
    }
}

/// Faults that the visitors find while the parser runs.
#[derive(Default)]
struct Notes {
    nul: RefCell<Faults>,
    values: Cell<usize>,
    /// Why a visitor stopped the parser; `None` while only the parser's own errors stop it.
    refused: RefCell<Option<Problem>>,
}

/// A value that is about to be parsed.
struct Node<'n> {
    notes: &'n Notes,
    place: Place<'n>,
    depth: usize,
}

impl<'n> Node<'n> {
    /// The value at `place`, which is an item or a field of this one.
    fn child<'c, E: Error>(&self, place: Place<'c>) -> Result<Node<'c>, E>
    where
        'n: 'c,
    {
        let depth = self.depth.saturating_add(1);
        if depth > DEPTH_LIMIT {
            return Err(self.stop(format!(
                "The body is nested deeper than {DEPTH_LIMIT} levels."
            )));
        }

        let values = self.notes.values.get().saturating_add(1);
        self.notes.values.set(values);
        if values > VALUE_LIMIT {
            return Err(self.stop(format!("The body has more than {VALUE_LIMIT} values.")));
        }

        Ok(Node {
            notes: self.notes,
            place,
            depth,
        })
    }

    fn note_nul(&self, text: &str) {
        if text.contains('\0') {
            let detail = "Remove the NUL character (\\u0000).";
            let entry = || Invalid::new(self.place.pointer(), "nul_character", detail);
            self.notes.nul.borrow_mut().add(entry);
        }
    }

    fn stop<E: Error>(&self, detail: String) -> E {
        *self.notes.refused.borrow_mut() = Some(malformed(detail));
        E::custom("stopped")
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        self.note_nul(value);
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();

        loop {
            let node = self.child(self.place.item(list.len()))?;
            match items.next_element_seed(node)? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();

        while let Some(name) = entries.next_key::<String>()? {
            let node = self.child(self.place.name(&name))?;

            node.note_nul(&name);
            if object.contains_key(&name) {
                return Err(self.stop(format!(
                    "The name at {} appears twice. Send it once.",
                    node.place.pointer()
                )));
            }

            let value = entries.next_value_seed(node)?;
            object.insert(name, value);
        }

        Ok(Value::Object(object))
    }
}

fn describe(error: &serde_json::Error) -> Problem {
    malformed(match error.classify() {
        Category::Eof => "The JSON document is incomplete.".to_owned(),
        _ => format!(
            "The body is not valid JSON. See line {}, column {}.",
            error.line(),
            error.column()
        ),
    })
}

fn malformed(detail: String) -> Problem {
    Problem::new(Code::MalformedRequest, detail)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The bytes that the parser allocates in all for a body.
    fn allocated(body: &str) -> u64 {
        allocation_counter::measure(|| {
            parse(body.as_bytes()).map(drop).unwrap_or_default();
        })
        .bytes_total
    }

    #[test]
    fn a_long_name_is_not_copied_for_each_value_below_it() {
        let name = "~".repeat(32_000);

        for item in [r#""\u0000""#, "1", "{}", "[]", r#""a""#] {
            let body = format!("{{\"{name}\":[{}]}}", vec![item; 3_500].join(","));
            let bytes = allocated(&body);
            assert!(bytes < 4_000_000, "{item}: {bytes}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn a_body_makes_a_bounded_multiple_of_its_bytes(
            names in proptest::collection::vec("[a~/1é👍]{1,400}", 1..40),
            values in 1_usize..2_000,
        ) {
            let open: String = names.iter().map(|name| format!("{{{}:", Value::from(&**name))).collect();
            let values = vec![r#""\u0000""#; values].join(",");
            let body = format!("{open}[{values}]{}", "}".repeat(names.len()));

            let bytes = allocated(&body);
            let length = u64::try_from(body.len()).unwrap_or(u64::MAX);
            prop_assert!(bytes < 400_000 + 60 * length, "{} bytes for {length}", bytes);
        }
    }
}
