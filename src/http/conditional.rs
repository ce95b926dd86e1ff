//! Does the client have this already, and in which coding does it leave? Strong ETags, 304, gzip and br.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header::{
    self, AcceptEncoding, CONTENT_ENCODING, ContentEncoding, Encoding, EntityTag, Header, HeaderMap,
    HeaderName, HeaderValue, IfNoneMatch,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::http::coding::{Codings, encode};

/// Browsers ask each time; a shared cache may answer for five seconds, and with something older while it asks
/// or, for a minute, while we are down (RFC 9111, RFC 5861, RFC 9213); docs/decisions/0007-page-cache.md.
const BROWSER: HeaderValue = HeaderValue::from_static("public, max-age=0, must-revalidate");
const SHARED: HeaderValue =
    HeaderValue::from_static("public, max-age=5, stale-while-revalidate=30, stale-if-error=60");
const CDN_CACHE_CONTROL: HeaderName = HeaderName::from_static("cdn-cache-control");
/// Below this a coding saves nothing: it fits one packet as it is.
const WORTH_ENCODING: usize = 1_000;

/// Marks the answer of a public GET as one that caches may keep. Answers without the mark are not kept at all.
pub fn public(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, BROWSER);
    headers.insert(CDN_CACHE_CONTROL, SHARED);
    response
}

/// The answer as this client takes it: with its cache rules, as 304 where the client has it, encoded where that helps.
/// Without a request, which a panic takes with it, the client is nobody in particular.
pub async fn represent(
    request: Option<&HttpRequest>,
    mut response: HttpResponse,
    codings: &Codings,
) -> HttpResponse {
    settle_caching(request, response.headers_mut());
    if response.body().size() == BodySize::None {
        return response;
    }
    let (head, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        // A stream has no tag, and buffering it to encode it would make it wait.
        Err(stream) => return head.set_body(stream),
    };
    let mut response = head.set_body(BoxBody::new(()));
    let mut coding = ContentEncoding::Identity;
    if is_encodable(response.headers()) {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if body.len() >= WORTH_ENCODING {
            coding = request.map_or(coding, accepted_coding);
        }
    }
    let tag = request.and_then(|request| put_tag(request, &mut response, (&body, coding)));
    if let (Some(request), Some(tag)) = (request, &tag)
        && knows(request, tag)
    {
        return not_modified(response);
    }
    if coding == ContentEncoding::Identity {
        return response.set_body(BoxBody::new(body));
    }
    let form = match tag.as_ref().and_then(|tag| tag.to_str().ok()) {
        Some(tag) => codings.form(tag, &body, coding).await,
        None => encode(&body, coding).await,
    };
    put_form(response, body, (coding, form))
}

fn settle_caching(request: Option<&HttpRequest>, headers: &mut HeaderMap) {
    if request.is_some_and(has_credentials) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.remove(CDN_CACHE_CONTROL);
    } else if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Whether somebody in particular asks. What they get is kept by nobody.
pub fn has_credentials(request: &HttpRequest) -> bool {
    request.headers().contains_key(header::AUTHORIZATION)
}

fn accepted_coding(request: &HttpRequest) -> ContentEncoding {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return ContentEncoding::Identity;
    }
    let supported = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
    let accepted = AcceptEncoding::parse(request).ok();
    match accepted.and_then(|accepted| accepted.negotiate(supported.iter())) {
        Some(Encoding::Known(coding)) => coding,
        _ => ContentEncoding::Identity,
    }
}

/// The tag of the public answer to a GET or HEAD; other answers have none. A strong tag names bytes on the wire, so each
/// coding has its own (RFC 9110, 8.8.3). Whoever made the answer may have put that of the plain text.
fn put_tag(
    request: &HttpRequest,
    response: &mut HttpResponse,
    (body, coding): (&Bytes, ContentEncoding),
) -> Option<HeaderValue> {
    let is_read = [Method::GET, Method::HEAD].contains(request.method());
    if !is_read || response.status() != StatusCode::OK || !is_public(response.headers()) {
        return None;
    }
    let known = response.headers().get(header::ETAG).cloned();
    if coding == ContentEncoding::Identity && known.is_some() {
        return known;
    }
    let plain = known.or_else(|| HeaderValue::from_str(&tag_of(body)).ok())?;
    let tag = match coding {
        ContentEncoding::Identity => plain,
        coded => {
            let plain = plain.to_str().ok()?.trim_end_matches('"');
            HeaderValue::from_str(&format!("{plain}-{}\"", coded.as_str())).ok()?
        }
    };
    response.headers_mut().insert(header::ETAG, tag.clone());
    Some(tag)
}

/// The strong tag of a plain text, in its quotes.
pub fn tag_of(text: &[u8]) -> String {
    let digest = Sha256::digest(text);
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest.get(..16).unwrap_or(&digest)))
}

/// Weak comparison (RFC 9110, 13.1.2).
fn knows(request: &HttpRequest, tag: &HeaderValue) -> bool {
    match request.headers().get(header::IF_NONE_MATCH) {
        None => false,
        Some(known) if known == tag => true,
        Some(_) => {
            let tag = tag.to_str().ok().and_then(|tag| tag.parse::<EntityTag>().ok());
            match (request.get_header::<IfNoneMatch>(), tag) {
                (Some(IfNoneMatch::Any), _) => true,
                (Some(IfNoneMatch::Items(known)), Some(tag)) => known.iter().any(|one| one.weak_eq(&tag)),
                _ => false,
            }
        }
    }
}

fn put_form(
    mut response: HttpResponse,
    body: Bytes,
    (coding, form): (ContentEncoding, Result<Bytes>),
) -> HttpResponse {
    match form {
        Ok(form) => {
            let coding = HeaderValue::from_static(coding.as_str());
            response.headers_mut().insert(CONTENT_ENCODING, coding);
            response.set_body(BoxBody::new(form))
        }
        // The tag would name other bytes.
        Err(fault) => {
            tracing::error!(error.what = %fault, "an answer leaves as it is");
            response.headers_mut().remove(header::ETAG);
            response.set_body(BoxBody::new(body))
        }
    }
}

fn is_public(headers: &HeaderMap) -> bool {
    headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"public"))
}

fn is_encodable(headers: &HeaderMap) -> bool {
    let text = |value: &HeaderValue| {
        let value = value.to_str().unwrap_or_default();
        ["application/json", "application/problem+json", "application/javascript", "text/", "image/svg"]
            .iter()
            .any(|kind| value.starts_with(kind))
    };
    !headers.contains_key(CONTENT_ENCODING) && headers.get(header::CONTENT_TYPE).is_some_and(text)
}

/// 304 carries what the 200 would have said about caching, and no content (RFC 9110, 15.4.5).
fn not_modified(mut response: HttpResponse) -> HttpResponse {
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response.headers_mut().remove(header::CONTENT_TYPE);
    response.set_body(BoxBody::new(actix_web::body::None::new()))
}
