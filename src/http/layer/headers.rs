//! The headers of every answer: rules for browsers, the request's id, and the state of the quota.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::http::extract::request_id::{HEADER, RequestId};
use crate::http::quotas::QuotaState;

/// JSON loads nothing, and no page may frame it. An endpoint that serves a page sets its own
/// policy.
const CONTENT_SECURITY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Adds the request's id and the security headers. HSTS is left to the proxy that ends TLS, because
/// only the proxy knows whether clients use it.
pub(super) fn add_security_headers(headers: &mut HeaderMap, id: &RequestId) {
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(HeaderName::from_static(HEADER), value);
    }

    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if !headers.contains_key(header::REFERRER_POLICY) {
        headers.insert(header::REFERRER_POLICY, NO_REFERRER);
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY);
    }
}

/// Adds `RateLimit-Policy` and `RateLimit`.
pub(super) fn add_rate_limit_headers(headers: &mut HeaderMap, quota: &QuotaState) {
    let fields = [
        (RATE_LIMIT_POLICY, quota.policy_field()),
        (RATE_LIMIT, quota.limit_field()),
    ];

    for (name, value) in fields {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}
