//! What did not fit while decoding, and where? Serde's error, kept as data instead of as a
//! sentence.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use crate::domain::refusal::Invalid;
use crate::http::extract::wording;

/// Why a value does not fit its type.
#[derive(Debug)]
pub struct Failure {
    /// Where; `None` until the decoder that was at work adds it.
    pointer: Option<String>,
    kind: Kind,
}

#[derive(Debug)]
pub enum Kind {
    /// Several fields at once, finished.
    Several(Vec<Invalid>),
    /// A field below the pointer that has to be there.
    Missing(&'static str),
    /// The value is none of these names.
    UnknownName(&'static [&'static str]),
    /// Another type; the text is what the type calls itself.
    Type(String),
    /// The right type but not a possible value.
    Value(String),
    /// A sentence of the type's own.
    Custom(String),
}

impl Failure {
    pub fn several(errors: Vec<Invalid>) -> Self {
        Self {
            pointer: None,
            kind: Kind::Several(errors),
        }
    }

    pub fn wrong_type(expected: &str) -> Self {
        Self {
            pointer: None,
            kind: Kind::Type(expected.to_owned()),
        }
    }

    /// Adds where it happened, unless a decoder further in knew better.
    pub fn at(mut self, pointer: &str) -> Self {
        self.pointer.get_or_insert_with(|| pointer.to_owned());
        self
    }

    /// A type that fails with a sentence of its own (a UUID, a time) is better told by what it
    /// expects.
    pub fn expecting(mut self, expected: &str) -> Self {
        if let (Kind::Custom(_), true) = (&self.kind, wording::knows(expected)) {
            self.kind = Kind::Value(expected.to_owned());
        }
        self
    }

    /// The entries for the problem document. `separator` stands between a pointer and a field's
    /// name: "/" in bodies, nothing in query strings.
    pub fn into_errors(self, separator: &str) -> Vec<Invalid> {
        let pointer = self.pointer.unwrap_or_default();
        let (pointer, code, detail) = match self.kind {
            Kind::Several(errors) => return errors,
            Kind::Missing(name) => (
                format!("{pointer}{separator}{name}"),
                "missing_field",
                "This field is needed.".to_owned(),
            ),
            Kind::UnknownName(names) => (
                pointer,
                "unknown_value",
                format!("It must be one of {}.", names.join(", ")),
            ),
            Kind::Type(expected) => (pointer, "wrong_type", wording::sentence(&expected)),
            Kind::Value(expected) => (pointer, "invalid_value", wording::sentence(&expected)),
            Kind::Custom(text) => (pointer, "invalid_value", text),
        };
        vec![Invalid::new(pointer, code, detail)]
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            pointer: None,
            kind: Kind::Custom(message.to_string()),
        }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self {
            pointer: None,
            kind: Kind::Type(expected.to_string()),
        }
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self {
            pointer: None,
            kind: Kind::Value(expected.to_string()),
        }
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self {
            pointer: None,
            kind: Kind::Value(expected.to_string()),
        }
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self {
            pointer: None,
            kind: Kind::UnknownName(expected),
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            pointer: None,
            kind: Kind::Missing(field),
        }
    }
}

/// One part of a JSON pointer, escaped (RFC 6901, 3).
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// What a type calls the values that it takes.
pub fn told_by(expected: &dyn Expected) -> String {
    expected.to_string()
}
