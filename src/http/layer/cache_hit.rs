//! Answers requests for a current page of the cache before the router and the endpoint run.
//!
//! Such an answer has the same headers as the endpoint's own, because it is made of the same parts
//! as in [`layer`].
//!
//! [`layer`]: crate::http::layer::layer

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use actix_http::{Request, Response};
use actix_web::http::Method;

use crate::http::caching::conditional::{has_credentials, represent};
use crate::http::connection_deadlines::ConnectionDeadlines;
use crate::http::extract::request_id::RequestId;
use crate::http::layer::cors::Caller;
use crate::http::layer::headers::add_security_headers;
use crate::http::layer::observe::{Observation, PacedBody};
use crate::http::layer::outcome::panic_message;
use crate::http::reply::cached::answer;
use crate::http::state::HttpState;

/// The answer from the cache. `None` means that the endpoint has to answer.
pub(crate) fn answer_from_cache(
    request: &Request,
    state: &HttpState,
) -> Option<Response<PacedBody>> {
    unless_it_panics(|| read_cache(request, state))
}

/// A panic would end the worker with all its connections. The endpoint answers in place of the cache.
fn unless_it_panics<T>(read: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        tracing::error!(error.what = panic_message(&*panic), "panic in the cache");
        None
    })
}

fn read_cache(request: &Request, state: &HttpState) -> Option<Response<PacedBody>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_the_cache_leaves_the_answer_to_the_endpoint() {
        assert_eq!(unless_it_panics(|| Some(1)), Some(1));
        assert_eq!(unless_it_panics::<()>(|| panic!("a fault")), None);
    }
}
