//! Which requests are answered before a router or an endpoint is asked? Those for a page that is
//! kept and current.
//!
//! Such an answer is the same as the endpoint's, header by header: all that makes it is shared with
//! [`layer`].
//!
//! [`layer`]: crate::http::layer::layer

use std::rc::Rc;

use actix_http::{Request, Response};
use actix_web::http::Method;

use crate::http::caching::conditional::{has_credentials, represent};
use crate::http::extract::request_id::RequestId;
use crate::http::layer::cors::Caller;
use crate::http::layer::headers::secure;
use crate::http::layer::observe::{Observation, PacedBody};
use crate::http::pace::Pace;
use crate::http::reply::cached::answer;
use crate::http::state::HttpState;

/// The answer, if it is one that needs nobody else.
pub fn answer_from_cache(request: &Request, state: &HttpState) -> Option<Response<PacedBody>> {
    let head = request.head();
    if head.method != Method::GET || has_credentials(head) {
        return None;
    }
    let place = state.known_urls.find(head)?;
    let observation = Observation::begin(&head.method, Some(place.route), &state.metrics);
    let content = state
        .app
        .cache
        .pages
        .current(&place.key, observation.began())?;
    // A fault of ours is for the endpoint to find and to tell of.
    let page = answer(head, state.public_url(), &content).ok()?;
    let mut response = represent(Some(head), page).finished(&state.codings)?;

    let id = RequestId::choose(head.headers(), state.clock());
    Caller::of(head.headers(), state).admit(response.headers_mut());
    secure(response.headers_mut(), &id);
    let pace = request.conn_data::<Rc<Pace>>().cloned();
    if let Some(pace) = &pace {
        pace.request_began();
    }
    observation.end(response.status(), &id);
    Some(
        response
            .map_body(|_, body| PacedBody::new(body, pace))
            .into(),
    )
}
