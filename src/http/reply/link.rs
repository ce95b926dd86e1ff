//! The `Link` header to the next page of a list (RFC 8288).

use actix_web::http::Uri;
use actix_web::http::header::HeaderValue;

use crate::http::problem::Problem;

/// The link to the URL of the request with another cursor.
///
/// # Errors
/// 500 for a URL that is no valid header value.
pub(super) fn link(public_url: &str, uri: &Uri, cursor: &str) -> Result<HeaderValue, Problem> {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name != "cursor" {
            query.append_pair(&name, &value);
        }
    }
    query.append_pair("cursor", cursor);

    let url = format!("{public_url}{}?{}", uri.path(), query.finish());
    HeaderValue::from_str(&format!("<{url}>; rel=\"next\"")).map_err(|_| Problem::internal())
}
