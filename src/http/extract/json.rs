//! Is this body one clean JSON document? Finds what a plain JSON parser lets pass: repeated names,
//! deep nesting and the NUL character, which Postgres cannot store.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::domain::refusal::Invalid;
use crate::http::extract::failure::escape;
use crate::http::problem::Problem;
use crate::http::problem::code::Code;

/// Objects and lists inside each other, at most.
pub const DEPTH_LIMIT: usize = 64;

/// The document in `bytes`. 400 where it is not readable or means two things at once; 422 for NUL
/// characters.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    if bytes.is_empty() {
        return Err(malformed(
            "The body is empty. Send a JSON object.".to_owned(),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        malformed(format!(
            "The body is not UTF-8: byte {} is not part of a character.",
            error.valid_up_to()
        ))
    })?;
    let notes = Notes::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let top = Node {
        notes: &notes,
        pointer: String::new(),
        depth: 0,
    };
    let parsed = top
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    let value =
        parsed.map_err(|error| notes.unreadable.take().unwrap_or_else(|| describe(&error)))?;
    let nul = notes.nul.into_inner();
    if nul.is_empty() {
        Ok(value)
    } else {
        Err(Problem::invalid(nul))
    }
}

/// What the visitors found on their way.
#[derive(Default)]
struct Notes {
    nul: RefCell<Vec<Invalid>>,
    /// Why parsing stopped, where that was our decision.
    unreadable: RefCell<Option<Problem>>,
}

struct Node<'n> {
    notes: &'n Notes,
    pointer: String,
    depth: usize,
}

impl<'n> Node<'n> {
    fn below<E: Error>(&self, name: &str) -> Result<Node<'n>, E> {
        let depth = self.depth.saturating_add(1);
        if depth > DEPTH_LIMIT {
            return Err(self.stop(format!("The body nests deeper than {DEPTH_LIMIT} levels.")));
        }
        Ok(Node {
            notes: self.notes,
            pointer: format!("{}/{}", self.pointer, escape(name)),
            depth,
        })
    }

    fn note_nul(&self, text: &str) {
        if text.contains('\0') {
            let detail = "Remove the NUL character (\\u0000).";
            self.notes.nul.borrow_mut().push(Invalid::new(
                self.pointer.clone(),
                "nul_character",
                detail,
            ));
        }
    }

    fn stop<E: Error>(&self, detail: String) -> E {
        *self.notes.unreadable.borrow_mut() = Some(malformed(detail));
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
            let node = self.below(&list.len().to_string())?;
            match items.next_element_seed(node)? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            let node = self.below(&name)?;
            node.note_nul(&name);
            if object.contains_key(&name) {
                return Err(self.stop(format!(
                    "The name at {} appears twice. Send it once.",
                    node.pointer
                )));
            }
            let value = entries.next_value_seed(node)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

fn describe(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    malformed(match error.classify() {
        serde_json::error::Category::Eof => "The JSON ends too early.".to_owned(),
        _ => {
            format!("The body is not JSON that can be read: look at line {line}, column {column}.")
        }
    })
}

fn malformed(detail: String) -> Problem {
    Problem::new(Code::MalformedRequest, detail)
}
