//! What browsers may do with a page or a file: which pages may load it, and what it may load.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderName, HeaderValue};

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// A page of our own with its policy: no window that opened it, or that it opens, can reach into it.
pub(super) fn page_security(response: HttpResponse, policy: &'static str) -> HttpResponse {
    let mut response = allow_own_pages(response);
    let headers = response.headers_mut();

    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));

    response
}

/// Lets pages of every origin load the file. It is the same for all of them and holds no secret.
pub(super) fn allow_every_page(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();

    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));

    response
}

/// Lets no page of another origin load the file.
pub(super) fn allow_own_pages(mut response: HttpResponse) -> HttpResponse {
    response
        .headers_mut()
        .insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));

    response
}
