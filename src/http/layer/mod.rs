//! The layer around all endpoints, in this order: id, preflight, endpoint (its panics caught),
//! problem, quota, representation, origins, security headers, log.

pub(crate) mod cache_hit;
mod cors;
pub(crate) mod fallback;
mod headers;
mod observe;
mod outcome;

use std::rc::Rc;

use actix_web::body::{self, BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use tracing::Instrument;

use crate::http::caching::conditional::represent;
use crate::http::connection_deadlines::ConnectionDeadlines;
use crate::http::extract::request_id::RequestId;
use crate::http::layer::cors::Caller;
use crate::http::layer::observe::{Observation, PacedBody};
use crate::http::layer::outcome::{Arrival, Finished, run};
use crate::http::problem::Problem;
use crate::http::state::HttpState;

/// Handles every request and its answer. It never turns the answer of an endpoint into a failure.
pub(crate) async fn layer(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<PacedBody>, Error> {
    let state = request
        .app_data::<Data<HttpState>>()
        .cloned()
        .ok_or_else(Problem::internal)?;

    let deadlines = request.conn_data::<Rc<ConnectionDeadlines>>().cloned();
    if let Some(deadlines) = &deadlines {
        deadlines.request_began();
    }

    let route = state.routes.of(request.path());
    let id = RequestId::choose(request.headers(), state.clock());
    request.extensions_mut().insert(id.clone());

    let observation = Observation::begin(request.method(), route, &state.metrics);
    let span = tracing::info_span!("request", request.id = id.as_str());
    let is_head = request.method() == Method::HEAD;
    let caller = Caller::of(request.headers(), &state);
    let arrival = Arrival {
        state: &state,
        route,
        caller: &caller,
        id: &id,
    };
    let Finished { request, response } = run(request, next, arrival).instrument(span).await;

    let head = request.as_ref().map(HttpRequest::head);
    let mut response = represent(head, response).finish(&state.codings).await;
    caller.admit(response.headers_mut());
    headers::add_security_headers(response.headers_mut(), &id);
    state.draining.announce(response.head_mut());
    observation.end(response.status(), &id);

    if is_head {
        response = without_stream(response);
    }
    let response = response.map_body(|_, body| PacedBody::new(body, deadlines));

    match request {
        Some(request) => Ok(ServiceResponse::new(request, response)),
        // The endpoint took the request with it; an error may carry the whole answer.
        None => Err(InternalError::from_response(
            "an endpoint that did not end",
            response.map_into_boxed_body(),
        )
        .into()),
    }
}

/// An answer to HEAD without a live stream. The server leaves the body out, but it waits for the
/// end of the body, and a stream has none.
fn without_stream(response: HttpResponse) -> HttpResponse {
    match response.body().size() {
        BodySize::Stream => response.map_body(|_, _| BoxBody::new(body::None::new())),
        _ => response,
    }
}
