//! A failure to decode a value, kept as data: the place, and the kind of fault.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use crate::domain::faults::Faults;
use crate::domain::refusal::Invalid;
use crate::http::extract::wording;

/// The error of the decoders of bodies and query strings, in Serde's terms.
#[derive(Debug)]
pub(super) struct Failure {
    /// The place of the value; `None` until the decoder of that value adds it.
    pointer: Option<String>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// Several fields failed, and their entries are complete.
    Several(Faults),
    /// The value at the pointer lacks a required field.
    Missing(&'static str),
    /// The value is none of these names.
    UnknownName(&'static [&'static str]),
    /// The value has another type. The text is the expected type's name for itself.
    Type(String),
    /// The value has the right type, but is not possible. The text is as above.
    Value(String),
    /// The type wrote its own sentence.
    Custom(String),
}

impl Failure {
    pub(super) fn several(errors: impl Into<Faults>) -> Self {
        Kind::Several(errors.into()).into()
    }

    pub(super) fn wrong_type(expected: &str) -> Self {
        Kind::Type(expected.to_owned()).into()
    }

    /// Adds the place, unless the decoder of an inner value already did.
    pub(super) fn at(mut self, pointer: impl FnOnce() -> String) -> Self {
        self.pointer.get_or_insert_with(pointer);
        self
    }

    /// Replaces the own sentence of a type that has plain words (a UUID, a time) by those.
    pub(super) fn expecting(mut self, expected: &str) -> Self {
        if let (Kind::Custom(_), true) = (&self.kind, wording::knows(expected)) {
            self.kind = Kind::Value(expected.to_owned());
        }

        self
    }

    /// The entries for the problem document. `separator` goes between a pointer and the name of a
    /// field: "/" in bodies, nothing in query strings.
    pub(super) fn into_errors(self, separator: &str) -> Faults {
        let pointer = self.pointer.unwrap_or_default();

        let (pointer, code, detail) = match self.kind {
            Kind::Several(errors) => return errors,
            Kind::Missing(name) => (
                format!("{pointer}{separator}{name}"),
                "missing_field",
                "This field is required.".to_owned(),
            ),
            Kind::UnknownName(names) => (
                pointer,
                "unknown_value",
                format!("It must be one of: {}.", names.join(", ")),
            ),
            Kind::Type(expected) => (pointer, "wrong_type", wording::sentence(&expected)),
            Kind::Value(expected) => (pointer, "invalid_value", wording::sentence(&expected)),
            Kind::Custom(text) => (pointer, "invalid_value", text),
        };

        vec![Invalid::new(pointer, code, detail)].into()
    }
}

impl From<Kind> for Failure {
    fn from(kind: Kind) -> Self {
        Self {
            pointer: None,
            kind,
        }
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
        Kind::Custom(message.to_string()).into()
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Kind::Type(expected.to_string()).into()
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Kind::Value(expected.to_string()).into()
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Kind::Value(expected.to_string()).into()
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Kind::UnknownName(expected).into()
    }

    fn missing_field(field: &'static str) -> Self {
        Kind::Missing(field).into()
    }
}

/// One part of a JSON pointer, escaped (RFC 6901, 3).
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A type's name for the values that it accepts.
pub(super) fn name_of(expected: &dyn Expected) -> String {
    expected.to_string()
}
