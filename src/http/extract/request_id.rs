//! Which id does this request carry through logs, problems and headers?

use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use uuid::Uuid;

use crate::clock::Clock;
use crate::http::problem::Problem;

/// The header in which an id comes and goes.
pub const HEADER: &str = "x-request-id";

const LENGTH_LIMIT: usize = 128;

/// The client's own id where it is sane, else one of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Rc<str>);

impl RequestId {
    /// The client's id: 1 to 128 of `A-Z a-z 0-9 . _ -`; anything else is replaced, so that no log
    /// line and no header carries what somebody made up.
    pub fn choose(headers: &HeaderMap, clock: &Clock) -> Self {
        let mut sent = headers.get_all(HEADER);
        let only = sent
            .next()
            .filter(|_| sent.next().is_none())
            .and_then(|value| value.to_str().ok());
        match only.filter(|id| is_sane(id)) {
            Some(id) => Self(id.into()),
            None => Self(
                (&*clock
                    .new_id()
                    .hyphenated()
                    .encode_lower(&mut Uuid::encode_buffer()))
                    .into(),
            ),
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

fn is_sane(id: &str) -> bool {
    let length = id.len();
    (1..=LENGTH_LIMIT).contains(&length)
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::is_sane;

    #[test]
    fn an_id_that_could_forge_a_log_line_is_not_taken_over() {
        assert!(is_sane("0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11"));
        assert!(is_sane(&"a".repeat(128)));
        for id in [
            "",
            "two words",
            "line\nbreak",
            "ünicode",
            "a/b",
            &"a".repeat(129),
        ] {
            assert!(!is_sane(id), "{id:?}");
        }
    }
}
