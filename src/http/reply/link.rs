//! The `Link` header to the next page of a list (RFC 8288).

use actix_web::http::Uri;
use actix_web::http::header::HeaderValue;

use crate::http::problem::Problem;

/// The same address with another cursor (RFC 8288).
///
/// # Errors
/// 500 for an address that no header takes.
pub fn link(public_url: &str, uri: &Uri, cursor: &str) -> Result<HeaderValue, Problem> {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name != "cursor" {
            query.append_pair(&name, &value);
        }
    }
    query.append_pair("cursor", cursor);
    let address = format!("{public_url}{}?{}", uri.path(), query.finish());
    HeaderValue::from_str(&format!("<{address}>; rel=\"next\"")).map_err(|_| Problem::internal())
}
