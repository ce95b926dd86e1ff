//! Problem documents (RFC 9457): what a client receives for every refusal and every fault.

pub(crate) mod body;
pub mod code;
pub(crate) mod docs;
pub(crate) mod examples;
mod refusal;
mod render;

use std::borrow::Cow;
use std::error::Error as _;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use uuid::Uuid;

use crate::domain::faults::Faults;
use crate::domain::refusal::{Current, Invalid};
use crate::error::Error;
use crate::http::audience::Audience;
use crate::http::problem::code::Code;

/// Seconds after which a client may retry while the service is unavailable.
const RETRY_UNAVAILABLE: u64 = 5;

/// Seconds after which a client may retry to open a live stream.
const RETRY_STREAM: u64 = 30;

/// An answer with a status of 400 or above. Handlers return `Result<_, Problem>`; `?` turns an
/// [`Error`] or a [`Refusal`](crate::domain::refusal::Refusal) into a problem. The layer
/// (`http/layer/`) adds the request's id when it writes the problem.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    detail: Cow<'static, str>,
    errors: Vec<Invalid>,
    current: Option<Box<Current>>,
    duplicate_of: Option<Uuid>,
    retry_after: Option<u64>,
    allow: Option<String>,
}

/// The request that a problem document answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Occurrence<'a> {
    pub request_id: &'a str,
    pub audience: Audience,
    /// The URL of the service without a trailing slash. Empty for relative URLs.
    pub public_url: &'a str,
}

impl Problem {
    /// A problem without extra members. `detail` says what the client can do about it.
    pub(crate) fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            current: None,
            duplicate_of: None,
            retry_after: None,
            allow: None,
        }
    }

    pub(crate) const fn code(&self) -> Code {
        self.code
    }

    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// The fields that must change.
    pub(crate) fn errors(&self) -> &[Invalid] {
        &self.errors
    }

    /// In whole seconds.
    pub(crate) const fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// 422 `validation_failed`, with the first faults.
    pub(crate) fn invalid(faults: impl Into<Faults>) -> Self {
        let faults = faults.into();
        let count = faults.count();
        let errors = faults.into_told();

        let detail = match errors.as_slice() {
            told if told.len() < count => Cow::Owned(format!(
                "See `errors`: each entry names a field and says what to change. The first {} of {count} are listed.",
                told.len()
            )),
            [one] if one.pointer.is_empty() => Cow::Owned(format!("The body: {}", one.detail)),
            [one] => Cow::Owned(format!("{}: {}", one.pointer, one.detail)),
            _ => Cow::Borrowed("See `errors`: each entry names a field and says what to change."),
        };

        Self {
            errors,
            ..Self::new(Code::ValidationFailed, detail)
        }
    }

    /// 405. `allow` lists the methods that the path supports.
    pub(crate) fn method_not_allowed(allow: String) -> Self {
        let detail = format!("This path supports {allow}.");

        Self {
            allow: Some(allow),
            ..Self::new(Code::MethodNotAllowed, detail)
        }
    }

    /// 404 for a path that is no endpoint, or whose variable part cannot be an id.
    pub(crate) fn unknown_path() -> Self {
        Self::new(
            Code::NotFound,
            "This path does not exist. /openapi.json lists all paths.",
        )
    }

    /// 503 because the database, or another part of the service, is not available.
    pub(crate) fn unavailable() -> Self {
        let detail = "The service is not available. Retry after the time in Retry-After.";

        Self {
            retry_after: Some(RETRY_UNAVAILABLE),
            ..Self::new(Code::Unavailable, detail)
        }
    }

    /// 503 from the readiness check. Its reason is for operators, and names nothing but parts of the
    /// service.
    pub(crate) fn not_ready(reason: &str) -> Self {
        Self {
            detail: Cow::Owned(format!("The service is not ready: {reason}.")),
            ..Self::unavailable()
        }
    }

    /// 503 because too many requests are being answered.
    pub(crate) fn overloaded() -> Self {
        let detail = "The service is overloaded. Retry after the time in Retry-After.";

        Self {
            retry_after: Some(1),
            ..Self::new(Code::Overloaded, detail)
        }
    }

    /// 429. `retry_after` is in whole seconds.
    pub(crate) fn rate_limited(retry_after: u64) -> Self {
        let detail = format!("Too many requests. Retry after {retry_after} s.");

        Self {
            retry_after: Some(retry_after),
            ..Self::new(Code::RateLimited, detail)
        }
    }

    /// 429 because the address has reached its limit of live streams.
    pub(crate) fn too_many_streams(limit: usize) -> Self {
        let detail = format!(
            "Your address has {limit} live streams open, which is the limit. Close one, or retry later."
        );

        Self {
            retry_after: Some(RETRY_STREAM),
            ..Self::new(Code::RateLimited, detail)
        }
    }

    /// 500. The fault is in the log, under the request's id.
    pub(crate) fn internal() -> Self {
        Self::new(
            Code::InternalError,
            "The service failed. The fault is logged under this request's id.",
        )
    }

    /// The problem for an answer that the server library made with a bare status.
    pub(crate) fn for_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::unknown_path(),
            StatusCode::PAYLOAD_TOO_LARGE => {
                Self::new(Code::PayloadTooLarge, "Send a smaller body.")
            }
            StatusCode::REQUEST_TIMEOUT => {
                Self::new(Code::RequestTimeout, "Send the request faster.")
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(
                Code::UnsupportedMediaType,
                "Send JSON with Content-Type: application/json.",
            ),
            StatusCode::SERVICE_UNAVAILABLE => Self::unavailable(),
            other if other.is_client_error() => {
                Self::new(Code::MalformedRequest, "The request could not be read.")
            }
            _ => Self::internal(),
        }
    }
}

impl From<Error> for Problem {
    /// A fault is logged here, once, with all its causes. The client gets only the request's id.
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Unavailable { .. } => {
                tracing::warn!(error.what = %error, error.causes = %CauseChain(&error), "unavailable");
                Self::unavailable()
            }
            // Not logged for each request: that would add to the load. A metric counts them.
            Error::Overloaded => Self::overloaded(),
            Error::Internal { .. } | Error::Setup(_) => {
                tracing::error!(error.what = %error, error.causes = %CauseChain(&error), "fault");
                Self::internal()
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    fn error_response(&self) -> HttpResponse {
        self.respond(Occurrence {
            request_id: "unknown",
            audience: Audience::Programs,
            public_url: "",
        })
    }
}

/// Writes the causes of an error, the nearest first.
struct CauseChain<'a>(&'a Error);

impl fmt::Display for CauseChain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut next = self.0.source();
        let mut separator = "";

        while let Some(cause) = next {
            write!(f, "{separator}{cause}")?;
            separator = ": ";
            next = cause.source();
        }

        Ok(())
    }
}
