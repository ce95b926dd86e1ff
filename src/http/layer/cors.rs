//! Cross-origin requests (Fetch, 3.2): the exact origins of the sites' policies may read answers.

use actix_web::HttpResponse;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderValue};

use crate::http::routes::Route;
use crate::http::state::HttpState;

const EXPOSED: HeaderValue = HeaderValue::from_static(
    "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Idempotency-Replayed",
);
const ACCEPTED: HeaderValue = HeaderValue::from_static(
    "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, X-Request-Id",
);
/// Seconds for which a browser may remember a preflight.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// The page that a request comes from.
pub(super) struct Caller {
    /// Its origin, if that is on the list.
    allowed: Option<HeaderValue>,
}

impl Caller {
    pub(super) fn of(headers: &HeaderMap, state: &HttpState) -> Self {
        // A request with several origins is from no browser.
        let mut origins = headers.get_all(header::ORIGIN);
        let only = origins.next().filter(|_| origins.next().is_none());

        let allowed = only.filter(|origin| {
            origin
                .to_str()
                .is_ok_and(|origin| state.app.origins.allow(origin))
        });

        Self {
            allowed: allowed.cloned(),
        }
    }

    /// The answer to a preflight from an allowed origin; `None` for any other request.
    pub(super) fn preflight(
        &self,
        request: &ServiceRequest,
        route: Option<&Route>,
    ) -> Option<HttpResponse> {
        let asks = request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        if self.allowed.is_none() || request.method() != Method::OPTIONS || !asks {
            return None;
        }

        let allow = route?.allow();
        let mut response = HttpResponse::NoContent();
        response.insert_header((header::ALLOW, allow.as_str()));
        response.insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, allow.as_str()));
        response.insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, ACCEPTED));
        response.insert_header((header::ACCESS_CONTROL_MAX_AGE, REMEMBERED));

        Some(response.finish())
    }

    /// Lets the page read the answer. Never a wildcard but for the files of the embedded thread, and
    /// no cookies: callers identify themselves by tokens.
    pub(super) fn admit(&self, headers: &mut HeaderMap) {
        // The endpoint lets every page read the answer, which is the same for all of them.
        if headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
            return;
        }

        headers.append(header::VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = &self.allowed {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }
}
