//! Decodes a query string into a typed request. Every parameter is known, has its type, and is sent
//! once.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use validator::Validate;

use crate::domain::faults::Faults;
use crate::domain::refusal::Invalid;
use crate::http::extract::decode::unknown_field;
use crate::http::extract::failure::{Failure, name_of};
use crate::http::extract::shape;
use crate::http::problem::Problem;
use crate::http::problem::code::Code;

/// The highest number of different names.
const PARAMETER_LIMIT: usize = 100;

/// The query string as a `T`, a struct. Unknown, malformed and repeated parameters are 422; only a
/// field that is a list accepts a parameter more than once. `T` must not use `#[serde(flatten)]`,
/// which would hide the types of its fields.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Validate> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Self))
    }
}

/// `text` as a `T`.
fn parse<T: DeserializeOwned + Validate>(text: &str) -> Result<T, Problem> {
    let value =
        T::deserialize(read(text)?).map_err(|failure| Problem::invalid(failure.into_errors("")))?;

    value
        .validate()
        .map_err(|found| Problem::invalid(shape::errors(&found, "")))?;

    Ok(value)
}

/// The parameters in the order of their first appearance.
fn read(text: &str) -> Result<Parameters, Problem> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut errors = Faults::default();

    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        if !is_readable(&name) || !is_readable(&value) {
            let detail = "Send valid UTF-8 without NUL characters.";
            errors.add(|| Invalid::new(name.clone(), "unreadable_text", detail));
        }

        match parameters.iter_mut().find(|known| known.name == name) {
            Some(known) => known.values.push(value.into_owned()),
            None => parameters.push(Parameter {
                name: name.into_owned(),
                values: vec![value.into_owned()],
            }),
        }

        if parameters.len() > PARAMETER_LIMIT {
            let detail = format!("Send at most {PARAMETER_LIMIT} parameters.");
            return Err(Problem::new(Code::MalformedRequest, detail));
        }
    }

    if errors.is_empty() {
        Ok(Parameters(parameters))
    } else {
        Err(Problem::invalid(errors))
    }
}

/// The parser of the query puts U+FFFD in place of bytes that are not UTF-8.
fn is_readable(text: &str) -> bool {
    !text.contains(['\0', char::REPLACEMENT_CHARACTER])
}

/// The whole query string.
struct Parameters(Vec<Parameter>);

impl<'de> Deserializer<'de> for Parameters {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let fields = self.0.into_iter().map(|it| (it.name.clone(), it));

        visitor.visit_map(MapDeserializer::new(fields))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let names = self.0.iter().map(|parameter| &parameter.name);
        let mut unknown = Faults::default();
        for name in names.filter(|name| !fields.contains(&name.as_str())) {
            unknown.add(|| unknown_field(name.clone(), fields));
        }

        if unknown.is_empty() {
            self.deserialize_any(visitor)
        } else {
            Err(Failure::several(unknown))
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// One name with all its values, in the order in which they were sent.
struct Parameter {
    name: String,
    values: Vec<String>,
}

impl Parameter {
    /// The name and the value of a parameter that may be sent once.
    fn single(self) -> Result<(String, String), Failure> {
        match <[String; 1]>::try_from(self.values) {
            Ok([value]) => Ok((self.name, value)),
            Err(_) => {
                let detail = "Send this parameter once.";
                let entry = Invalid::new(self.name, "repeated_parameter", detail);

                Err(Failure::several(vec![entry]))
            }
        }
    }
}

impl<'de> IntoDeserializer<'de, Failure> for Parameter {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Reads the text as a number or a boolean where the type requires one.
macro_rules! parsed {
    ($($method:ident => $visit:ident,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
            let (name, text) = self.single()?;

            match text.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(Failure::invalid_type(Unexpected::Str(&text), &visitor)),
            }
            .map_err(|failure| failure.at(|| name))
        }
    )*};
}

impl<'de> Deserializer<'de> for Parameter {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let (name, text) = self.single()?;
        let expected = name_of(&visitor);

        visitor
            .visit_string(text)
            .map_err(|failure: Failure| failure.expecting(&expected).at(|| name))
    }

    parsed! {
        deserialize_bool => visit_bool,
        deserialize_i8 => visit_i8,
        deserialize_i16 => visit_i16,
        deserialize_i32 => visit_i32,
        deserialize_i64 => visit_i64,
        deserialize_u8 => visit_u8,
        deserialize_u16 => visit_u16,
        deserialize_u32 => visit_u32,
        deserialize_u64 => visit_u64,
        deserialize_f32 => visit_f32,
        deserialize_f64 => visit_f64,
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let Self { name, values } = self;
        let items = values.into_iter().map(|value| Self {
            name: name.clone(),
            values: vec![value],
        });

        visitor.visit_seq(SeqDeserializer::new(items))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let (name, text) = self.single()?;

        visitor
            .visit_enum(text.into_deserializer())
            .map_err(|failure: Failure| failure.at(|| name))
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}
