//! Decodes a JSON document into a typed request, with a pointer to every failure. Fields that a
//! type does not know are refused.

use std::iter::Enumerate;
use std::vec;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Value, map};

use crate::domain::faults::Faults;
use crate::domain::refusal::Invalid;
use crate::http::extract::failure::{Failure, name_of};
use crate::http::extract::place::Place;

/// The value as a `T`, or one entry for each field that must change.
pub(super) fn decode<T: DeserializeOwned>(value: Value) -> Result<T, Faults> {
    let node = Node {
        value,
        place: Place::TOP,
    };

    T::deserialize(node).map_err(|failure| failure.into_errors("/"))
}

/// A value and its place in the document.
struct Node<'p> {
    value: Value,
    place: Place<'p>,
}

impl<'de> Deserializer<'de> for Node<'_> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let Self { value, place } = self;

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
            Value::Array(list) => visitor.visit_seq(Items {
                rest: list.into_iter().enumerate(),
                list: &place,
            }),
            Value::Object(fields) => visitor.visit_map(Fields {
                rest: fields.into_iter(),
                object: &place,
                next: None,
            }),
        }
        .map_err(|failure| failure.at(|| place.pointer()))
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
            return Err(Failure::wrong_type("an object").at(|| self.place.pointer()));
        };

        let mut unknown = Faults::default();
        for name in object
            .keys()
            .filter(|name| !fields.contains(&name.as_str()))
        {
            unknown.add(|| unknown_field(self.place.name(name).pointer(), fields));
        }
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
        let Self { value, place } = self;

        match value {
            Value::String(name) => visitor.visit_enum(name.into_deserializer()),
            _ => Err(Failure::wrong_type("a string")),
        }
        .map_err(|failure: Failure| failure.at(|| place.pointer()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

/// The items of a list that are not decoded yet.
struct Items<'p> {
    rest: Enumerate<vec::IntoIter<Value>>,
    list: &'p Place<'p>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Failure> {
        let Some((at, value)) = self.rest.next() else {
            return Ok(None);
        };
        let place = self.list.item(at);

        seed.deserialize(Node { value, place }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The fields of an object that are not decoded yet.
struct Fields<'p> {
    rest: map::IntoIter,
    object: &'p Place<'p>,
    /// The field whose name is decoded, and whose value is not.
    next: Option<Field>,
}

struct Field {
    name: String,
    value: Value,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Failure> {
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        let key: StrDeserializer<'_, Failure> = name.as_str().into_deserializer();
        let key = seed.deserialize(key)?;
        self.next = Some(Field { name, value });

        Ok(Some(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        let Some(Field { name, value }) = self.next.take() else {
            return Err(Failure::custom("a value was asked for before its name"));
        };
        let place = self.object.name(&name);

        seed.deserialize(Node { value, place })
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
