//! How does an endpoint's outcome become one clean answer? Panics, bare errors and problems all end
//! the same way.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use futures_util::FutureExt;

use crate::error;
use crate::http::code::Code;
use crate::http::edge::Edge;
use crate::http::extract::request_id::RequestId;
use crate::http::layer::cors::Caller;
use crate::http::layer::headers::show_quota;
use crate::http::limits::QuotaState;
use crate::http::problem::{Occurrence, Problem};
use crate::http::routes::Route;

/// Longer addresses are refused: no endpoint needs them, and logs and caches suffer from them.
const URI_LIMIT: usize = 8 * 1024;
/// A request that is under way is given up when the primary has been silent for so long. Postgres
/// ends a statement after five seconds, but only where it runs; and a session of the events that
/// was lost is back in a moment, unlike a database.
const SILENCE: Duration = Duration::from_secs(3);

/// An answer, and the request unless it went with an endpoint that panicked or was given up.
pub struct Finished {
    pub request: Option<HttpRequest>,
    pub response: HttpResponse,
}

/// Calls the endpoint. HEAD is answered as GET; the server leaves the body out.
pub async fn run(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    (edge, caller, id): (&Edge, &Caller, &RequestId),
    route: Option<&Route>,
) -> Finished {
    let occurrence = Occurrence {
        request_id: id.as_str(),
        public_url: edge.public_url(),
    };
    if request
        .uri()
        .path_and_query()
        .is_some_and(|uri| uri.as_str().len() > URI_LIMIT)
    {
        let problem = Problem::new(
            Code::UriTooLong,
            format!("An address may have {URI_LIMIT} bytes."),
        );
        let (request, _) = request.into_parts();
        return Finished {
            request: Some(request),
            response: problem.respond(occurrence),
        };
    }
    if edge.is_overloaded() && !is_for_operators(request.path()) {
        let (request, _) = request.into_parts();
        return Finished {
            request: Some(request),
            response: Problem::overloaded().respond(occurrence),
        };
    }
    if let Some(response) = caller.preflight(&request, route) {
        let (request, _) = request.into_parts();
        return Finished {
            request: Some(request),
            response,
        };
    }
    if let Some(problem) = route.and_then(|route| route.refuse_method(request.method())) {
        let (request, _) = request.into_parts();
        return Finished {
            request: Some(request),
            response: problem.respond(occurrence),
        };
    }
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let calling = AssertUnwindSafe(next.call(request)).catch_unwind();
    let outcome = tokio::select! {
        biased;
        outcome = calling => outcome,
        // What it began is left as if the client had hung up. A stream is answered by now.
        () = edge.app.database.pulse.silence(SILENCE) => {
            let fault = error::Error::unavailable("the database", "it has been silent for too long");
            return Finished { request: None, response: Problem::from(fault).respond(occurrence) };
        }
    };
    match outcome {
        Ok(Ok(response)) => settle(response, occurrence),
        Ok(Err(error)) => {
            let response =
                problem_of(&error, error.as_response_error().status_code()).respond(occurrence);
            Finished {
                request: None,
                response,
            }
        }
        Err(panic) => {
            tracing::error!(error.what = panic_message(&*panic), "panic");
            Finished {
                request: None,
                response: Problem::internal().respond(occurrence),
            }
        }
    }
}

/// Whoever looks after an overloaded service must still see it.
fn is_for_operators(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}

/// Writes the problem that an endpoint failed with, or one for a bare status; other answers stay as
/// they are.
fn settle(
    response: ServiceResponse<impl MessageBody + 'static>,
    occurrence: Occurrence<'_>,
) -> Finished {
    let (request, response) = response.into_parts();
    let status = response.status();
    let is_failure = status.is_client_error() || status.is_server_error();
    let mut response = match response.error() {
        Some(error) => problem_of(error, status).respond(occurrence),
        None if is_failure && !is_problem(&response) => {
            Problem::for_status(status).respond(occurrence)
        }
        None => response.map_into_boxed_body(),
    };
    if let Some(state) = request.extensions().get::<QuotaState>() {
        show_quota(response.headers_mut(), state);
    }
    Finished {
        request: Some(request),
        response,
    }
}

fn problem_of(error: &Error, status: StatusCode) -> Problem {
    match error.as_error::<Problem>() {
        Some(problem) => problem.clone(),
        None => {
            tracing::warn!(error.what = %error, "an error that is no problem");
            Problem::for_status(status)
        }
    }
}

fn is_problem<B>(response: &HttpResponse<B>) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/problem+json"))
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}
