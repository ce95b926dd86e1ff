//! The id of a request in logs, problems and headers.

use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use uuid::Uuid;

use crate::clock::Clock;
use crate::http::problem::Problem;

/// The header that carries the id of a request and of its answer.
pub(crate) const HEADER: &str = "x-request-id";

const LENGTH_LIMIT: usize = 128;

/// The id that the client sent, if it is safe to log, else a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Rc<str>);

impl RequestId {
    /// The id of a request with these headers. The client's id is kept if it has 1 to 128 of the
    /// characters `A-Z a-z 0-9 . _ -`, which cannot forge a log line or a header.
    pub(crate) fn choose(headers: &HeaderMap, clock: &Clock) -> Self {
        let mut sent = headers.get_all(HEADER);
        let only = sent
            .next()
            .filter(|_| sent.next().is_none())
            .and_then(|value| value.to_str().ok());

        match only.filter(|id| is_safe(id)) {
            Some(id) => Self(id.into()),
            None => {
                let mut buffer = Uuid::encode_buffer();
                let id: &str = clock.new_id().hyphenated().encode_lower(&mut buffer);

                Self(id.into())
            }
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromRequest for RequestId {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = request.extensions().get::<Self>().cloned();

        ready(found.ok_or_else(Problem::internal))
    }
}

fn is_safe(id: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');

    (1..=LENGTH_LIMIT).contains(&id.len()) && id.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_forge_a_log_line_is_not_taken_over() {
        assert!(is_safe("0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11"));
        assert!(is_safe(&"a".repeat(128)));

        for id in [
            "",
            "two words",
            "line\nbreak",
            "ünicode",
            "a/b",
            &"a".repeat(129),
        ] {
            assert!(!is_safe(id), "{id:?}");
        }
    }
}
