//! Which key makes this creating request safe to repeat?
//! (draft-ietf-httpapi-idempotency-key-header)

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::domain::refusal::Invalid;
use crate::http::problem::Problem;

/// The header that carries the key.
pub const HEADER: &str = "Idempotency-Key";

const LENGTH_LIMIT: usize = 255;

/// The key, without its quotes; `None` where the client sent none. Together with
/// [`Body::request_hash`](crate::http::extract::body::Body) it tells a repeat from a reused key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut sent = request.headers().get_all(HEADER);
        let key = match (sent.next(), sent.next()) {
            (None, _) => Ok(None),
            (Some(_), Some(_)) => Err("Send the header once."),
            (Some(value), None) => match value.to_str() {
                Ok(text) => parse(text).map(Some),
                Err(_) => Err(SHAPE),
            },
        };
        ready(key.map(Self).map_err(|detail| {
            Problem::invalid(vec![Invalid::new(HEADER, "invalid_value", detail)])
        }))
    }
}

const SHAPE: &str =
    "It must be 1 to 255 visible ASCII characters, in double quotes or without, such as a UUID.";

/// A structured-field string (RFC 9651, 3.3.3) or a bare run of visible characters.
fn parse(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let key = match text.strip_prefix('"') {
        Some(rest) => unquote(rest).ok_or(SHAPE)?,
        None => text.to_owned(),
    };
    let length = key.len();
    let fits =
        (1..=LENGTH_LIMIT).contains(&length) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(key) } else { Err(SHAPE) }
}

/// What stands before the closing quote; a backslash goes before a quote or a backslash only.
fn unquote(rest: &str) -> Option<String> {
    let mut key = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => return characters.next().is_none().then_some(key),
            '\\' => key.push(characters.next().filter(|it| matches!(it, '"' | '\\'))?),
            other => key.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_quoted_and_a_bare_key_are_the_same_key() {
        assert_eq!(parse("\"8e03978e-40d5\""), parse("8e03978e-40d5"));
        assert_eq!(parse(r#""a\"b\\c""#), Ok(r#"a"b\c"#.to_owned()));
    }

    #[test]
    fn a_key_that_is_empty_long_or_unquoted_halfway_is_refused() {
        for text in [
            "",
            "\"\"",
            "\"open",
            "\"a\"b",
            "two words",
            r#""a\x""#,
            &"k".repeat(256),
            "schlüssel",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
        assert!(parse(&"k".repeat(255)).is_ok());
    }
}
