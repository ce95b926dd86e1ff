//! One clean answer for every outcome of an endpoint: answers, problems, bare errors and panics.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use futures_util::FutureExt;

use crate::db::connection::pool::OPENING_ROUND_TRIPS;
use crate::error;
use crate::http::audience::Audience;
use crate::http::extract::request_id::RequestId;
use crate::http::layer::cors::Caller;
use crate::http::layer::headers::add_rate_limit_headers;
use crate::http::problem::code::Code;
use crate::http::problem::{Occurrence, Problem};
use crate::http::quotas::QuotaState;
use crate::http::routes::Route;
use crate::http::state::HttpState;

/// The longest path with query, in bytes. No endpoint needs more, and logs and caches suffer from
/// longer ones.
const URI_LIMIT: usize = 48 * 1024;
/// A request under way is given up when the primary has been silent for this long. Postgres ends a
/// statement after five seconds, but only while its machine runs. The limit is longer than a lost
/// session of the event follower takes to come back.
const SILENCE: Duration = Duration::from_secs(3);

/// An answer, with its request unless the request went with an endpoint that panicked or was given
/// up.
pub(super) struct Finished {
    pub request: Option<HttpRequest>,
    pub response: HttpResponse,
}

/// What is known of a request before its endpoint is called.
pub(super) struct Arrival<'a> {
    pub state: &'a HttpState,
    pub route: Option<&'a Route>,
    pub caller: &'a Caller,
    pub id: &'a RequestId,
}

/// Calls the endpoint, unless the request can be answered without it. HEAD is answered as GET; the
/// server leaves the body out.
pub(super) async fn run(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    arrival: Arrival<'_>,
) -> Finished {
    let occurrence = Occurrence {
        request_id: arrival.id.as_str(),
        audience: arrival
            .route
            .map_or(Audience::Programs, |route| route.audience),
        public_url: arrival.state.public_url(),
    };

    if let Some(response) = arrival.answer_at_once(&request, occurrence) {
        let (request, _) = request.into_parts();
        return Finished {
            request: Some(request),
            response,
        };
    }

    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let calling = AssertUnwindSafe(next.call(request)).catch_unwind();
    let outcome = tokio::select! {
        biased;
        outcome = calling => outcome,
        // The transaction is left as if the client had hung up. A live stream has its answer by
        // now, so this ends none.
        () = arrival.silence() => {
            let fault = error::Error::unavailable("the database", "it has been silent for too long");
            return Finished::without_request(Problem::from(fault).respond(occurrence));
        }
    };

    match outcome {
        Ok(Ok(response)) => settle(response, occurrence),
        Ok(Err(error)) => {
            let status = error.as_response_error().status_code();
            Finished::without_request(problem_of(&error, status).respond(occurrence))
        }
        Err(panic) => {
            tracing::error!(error.what = panic_message(&*panic), "panic");
            Finished::without_request(Problem::internal().respond(occurrence))
        }
    }
}

impl Arrival<'_> {
    /// Returns when the primary has been silent for too long, which depends on how far away it is.
    async fn silence(&self) {
        let freshness = &self.state.app.database.freshness;
        let limit = SILENCE + OPENING_ROUND_TRIPS * freshness.round_trip();

        freshness.silence(limit).await;
    }

    /// The answer to a request that needs no endpoint: too long, overloaded, a preflight, or a
    /// method that the path does not support.
    fn answer_at_once(
        &self,
        request: &ServiceRequest,
        occurrence: Occurrence<'_>,
    ) -> Option<HttpResponse> {
        let uri = request.uri().path_and_query();
        if uri.is_some_and(|uri| uri.as_str().len() > URI_LIMIT) {
            let detail = format!("Send a path and query of at most {URI_LIMIT} bytes.");
            return Some(Problem::new(Code::UriTooLong, detail).respond(occurrence));
        }

        if self.state.is_overloaded() && !is_for_operators(request.path()) {
            return Some(Problem::overloaded().respond(occurrence));
        }

        if let Some(response) = self.caller.preflight(request, self.route) {
            return Some(response);
        }

        let refused = self.route?.refuse_method(request.method());
        refused.map(|problem| problem.respond(occurrence))
    }
}

impl Finished {
    fn without_request(response: HttpResponse) -> Self {
        Self {
            request: None,
            response,
        }
    }
}

/// Operators must still see the state of an overloaded service.
fn is_for_operators(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}

/// Writes the problem that an endpoint failed with, or a problem for a bare status. Other answers
/// stay as they are.
fn settle(
    response: ServiceResponse<impl MessageBody + 'static>,
    occurrence: Occurrence<'_>,
) -> Finished {
    let (request, response) = response.into_parts();
    let status = response.status();
    let is_failure = status.is_client_error() || status.is_server_error();

    let mut response = match response.error() {
        Some(error) => problem_of(error, status).respond(occurrence),
        None if is_failure && !is_told(&response) => {
            Problem::for_status(status).respond(occurrence)
        }
        None => response.map_into_boxed_body(),
    };

    if let Some(quota) = request.extensions().get::<QuotaState>() {
        add_rate_limit_headers(response.headers_mut(), quota);
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

/// Whether a failure says what went wrong: as a problem document, or on a page for people.
fn is_told<B>(response: &HttpResponse<B>) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let is_told = |value: &HeaderValue| {
        let value = value.as_bytes();
        value.starts_with(b"application/problem+json") || value.starts_with(b"text/html")
    };

    content_type.is_some_and(is_told)
}

pub(super) fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}
