//! Answers requests for a current page of the cache before the router and the endpoint run.
//!
//! Such an answer has the same headers as the endpoint's own, because it is made of the same parts
//! as in [`layer`].
//!
//! [`layer`]: crate::http::layer::layer

use std::rc::Rc;

use actix_http::{Request, Response};
use actix_web::http::Method;

use crate::http::caching::conditional::{has_credentials, represent};
use crate::http::connection_deadlines::ConnectionDeadlines;
use crate::http::extract::request_id::RequestId;
use crate::http::layer::cors::Caller;
use crate::http::layer::headers::add_security_headers;
use crate::http::layer::observe::{Observation, PacedBody};
use crate::http::reply::cached::answer;
use crate::http::state::HttpState;

/// The answer from the cache. `None` means that the endpoint has to answer.
pub(crate) fn answer_from_cache(
    request: &Request,
    state: &HttpState,
) -> Option<Response<PacedBody>> {
    let head = request.head();
    if head.method != Method::GET || has_credentials(head) {
        return None;
    }

    let known = state.known_urls.find(head)?;
    let observation = Observation::begin(&head.method, Some(known.route), &state.metrics);
    let content = state
        .app
        .cache
        .pages
        .current(&known.key, observation.began())?;

    // After a fault of the service the endpoint is called, which reports the fault.
    let page = answer(head, state.public_url(), &content).ok()?;
    let mut response = represent(Some(head), page).finished(&state.codings)?;

    let id = RequestId::choose(head.headers(), state.clock());
    Caller::of(head.headers(), state).admit(response.headers_mut());
    add_security_headers(response.headers_mut(), &id);

    state.draining.announce(response.head_mut());

    let deadlines = request.conn_data::<Rc<ConnectionDeadlines>>().cloned();
    if let Some(deadlines) = &deadlines {
        deadlines.request_began();
    }

    observation.end(response.status(), &id);

    Some(
        response
            .map_body(|_, body| PacedBody::new(body, deadlines))
            .into(),
    )
}
