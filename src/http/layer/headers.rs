//! Which headers does every answer carry? What a browser must not do with it, its id, its quota.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::http::extract::request_id::{HEADER, RequestId};
use crate::http::quotas::QuotaState;

/// JSON needs nothing and is framed by nobody. An endpoint that serves a page sets its own policy.
const CONTENT_SECURITY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// The request's id, and the headers that keep browsers from guessing. No HSTS: whether clients
/// reach us by TLS is for the proxy that ends it to know.
pub fn secure(headers: &mut HeaderMap, id: &RequestId) {
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(HeaderName::from_static(HEADER), value);
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY);
    }
}

/// `RateLimit-Policy` and `RateLimit`.
pub fn show_quota(headers: &mut HeaderMap, state: &QuotaState) {
    let (policy, limit) = state.fields();
    for (name, value) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, limit)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}
