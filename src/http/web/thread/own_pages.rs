//! Which pages may send a form to us: our own, and those of the origins that a site lists, which may
//! call the API as well.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderName};
use url::Url;

use crate::http::state::HttpState;

/// Set by browsers, never by pages (Fetch Metadata).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a form comes from a page that may send it. A program sends neither header, and has no
/// user whose address it could misuse.
pub(super) fn is_from_own_page(request: &HttpRequest, state: &HttpState) -> bool {
    let text = |name: &HeaderName| {
        let value = request.headers().get(name);
        value.map(|value| value.to_str().unwrap_or_default())
    };

    if matches!(text(&SEC_FETCH_SITE), Some("same-origin" | "none")) {
        return true;
    }

    match (text(&header::ORIGIN), text(&SEC_FETCH_SITE)) {
        (Some(origin), _) if state.app.origins.allow(origin) => true,
        // A browser that says so knows better than a comparison of names.
        (_, Some(_)) => false,
        (Some(origin), None) => is_of_service(origin, request, state),
        (None, None) => true,
    }
}

fn is_of_service(origin: &str, request: &HttpRequest, state: &HttpState) -> bool {
    let Ok(origin) = Url::parse(origin) else {
        return false;
    };
    let public = Url::parse(state.public_url()).map(|url| url.origin());
    if public.is_ok_and(|public| public == origin.origin()) {
        return true;
    }

    // A proxy may end TLS, so only the host is compared.
    let host = format!("{}://{}", origin.scheme(), request.connection_info().host());

    Url::parse(&host).is_ok_and(|host| host.origin() == origin.origin())
}
