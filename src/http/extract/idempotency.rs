//! The `Idempotency-Key` header, which makes a creating request safe to send again
//! (draft-ietf-httpapi-idempotency-key-header).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::domain::refusal::Invalid;
use crate::http::problem::Problem;

/// The header that carries the key.
pub(crate) const HEADER: &str = "Idempotency-Key";

const LENGTH_LIMIT: usize = 255;

/// The key without its quotes, or `None` where the client sent none. A request with a known key is
/// the same request if its [`Body::request_hash`](crate::http::extract::body::Body) is equal, too;
/// else the key is reused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl IdempotencyKey {
    /// The key of the request.
    ///
    /// # Errors
    /// 422 for a header that is sent twice or that is no key.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let mut sent = request.headers().get_all(HEADER);

        let key = match (sent.next(), sent.next()) {
            (None, _) => Ok(None),
            (Some(_), Some(_)) => Err("Send the header once."),
            (Some(value), None) => match value.to_str() {
                Ok(text) => parse(text).map(Some),
                Err(_) => Err(SHAPE),
            },
        };

        key.map(Self)
            .map_err(|detail| Problem::invalid(vec![Invalid::new(HEADER, "invalid_value", detail)]))
    }
}

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
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

    let fits =
        (1..=LENGTH_LIMIT).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());

    if fits { Ok(key) } else { Err(SHAPE) }
}

/// The text before the closing quote. A backslash escapes a quote or a backslash, nothing else.
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
    use super::*;

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
