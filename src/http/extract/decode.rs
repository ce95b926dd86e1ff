//! Decodes a JSON document into a typed request, with a pointer to every failure. Fields that a
//! type does not know are refused.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

use crate::domain::refusal::Invalid;
use crate::http::extract::failure::{Failure, escape, name_of};

/// The value as a `T`, or one entry for each field that must change.
pub(super) fn decode<T: DeserializeOwned>(value: Value) -> Result<T, Vec<Invalid>> {
    let node = Node {
        value,
        pointer: String::new(),
    };

    T::deserialize(node).map_err(|failure| failure.into_errors("/"))
}

/// A value and the JSON pointer to it.
struct Node {
    value: Value,
    pointer: String,
}

impl Node {
    fn items(pointer: &str, list: Vec<Value>) -> impl Iterator<Item = Node> {
        list.into_iter().enumerate().map(move |(at, value)| Node {
            value,
            pointer: format!("{pointer}/{at}"),
        })
    }

    fn fields(pointer: &str, object: Map<String, Value>) -> impl Iterator<Item = (String, Node)> {
        object.into_iter().map(move |(name, value)| {
            let pointer = format!("{pointer}/{}", escape(&name));
            (name, Node { value, pointer })
        })
    }
}

impl<'de> IntoDeserializer<'de, Failure> for Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Node {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let Self { value, pointer } = self;

        match value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), _, _) => visitor.visit_u64(value),
                (_, Some(value), _) => visitor.visit_i64(value),
                (_, _, Some(value)) => visitor.visit_f64(value),
                (None, None, None) => visitor.visit_unit(),
            },
            Value::String(text) => {
                let expected = name_of(&visitor);
                visitor
                    .visit_string(text)
                    .map_err(|failure: Failure| failure.expecting(&expected))
            }
            Value::Array(list) => {
                visitor.visit_seq(SeqDeserializer::new(Self::items(&pointer, list)))
            }
            Value::Object(object) => {
                visitor.visit_map(MapDeserializer::new(Self::fields(&pointer, object)))
            }
        }
        .map_err(|failure| failure.at(&pointer))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        if self.value.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        // Derived types would also accept a list of their fields' values.
        let Value::Object(object) = &self.value else {
            return Err(Failure::wrong_type("an object").at(&self.pointer));
        };

        let unknown: Vec<Invalid> = object
            .keys()
            .filter(|name| !fields.contains(&name.as_str()))
            .map(|name| unknown_field(format!("{}/{}", self.pointer, escape(name)), fields))
            .collect();
        if !unknown.is_empty() {
            return Err(Failure::several(unknown));
        }

        self.deserialize_any(visitor)
    }

    /// All enums of the API are sent as names.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let Self { value, pointer } = self;

        match value {
            Value::String(name) => visitor.visit_enum(name.into_deserializer()),
            _ => Err(Failure::wrong_type("a string")),
        }
        .map_err(|failure: Failure| failure.at(&pointer))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

/// The entry for a field or parameter with an unknown name.
pub(super) fn unknown_field(pointer: String, known: &'static [&'static str]) -> Invalid {
    let detail = match known {
        [] => "Unknown name. Remove it.".to_owned(),
        _ => format!(
            "Unknown name. Remove it, or use one of: {}.",
            known.join(", ")
        ),
    };

    Invalid::new(pointer, "unknown_field", detail)
}
