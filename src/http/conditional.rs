//! Does the client have this already, and in which coding does it leave? Strong ETags, 304, gzip and br.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{
    self, AcceptEncoding, CONTENT_ENCODING, ContentEncoding, Encoding, EntityTag, HeaderMap, HeaderName,
    HeaderValue, IfNoneMatch,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Browsers ask each time; a shared cache may answer for five seconds, and with something older while it asks
/// or while we are down (RFC 9111, RFC 5861, RFC 9213).
const BROWSER: HeaderValue = HeaderValue::from_static("public, max-age=0, must-revalidate");
const SHARED: HeaderValue =
    HeaderValue::from_static("public, max-age=5, stale-while-revalidate=30, stale-if-error=600");
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

/// What a request says about representations.
pub struct Preferences {
    /// GET or HEAD.
    is_read: bool,
    has_credentials: bool,
    coding: ContentEncoding,
    known: Option<IfNoneMatch>,
}

impl Preferences {
    pub fn of(request: &ServiceRequest) -> Self {
        let supported = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
        let accepted = request.get_header::<AcceptEncoding>();
        let coding = match accepted.and_then(|accepted| accepted.negotiate(supported.iter())) {
            Some(Encoding::Known(coding)) => coding,
            _ => ContentEncoding::Identity,
        };
        Self {
            is_read: [Method::GET, Method::HEAD].contains(request.method()),
            has_credentials: request.headers().contains_key(header::AUTHORIZATION),
            coding,
            known: request.get_header::<IfNoneMatch>(),
        }
    }

    /// The answer as this client takes it: with its cache rules, as 304 where the client has it, encoded where
    /// that helps.
    pub fn represent(&self, mut response: HttpResponse) -> HttpResponse {
        self.settle_caching(response.headers_mut());
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
        let coding = self.coding_for(&response, &body);
        if is_encodable(response.headers()) {
            response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        if self.is_read && response.status() == StatusCode::OK && is_public(response.headers()) {
            let tag = EntityTag::new_strong(tag(&body, coding));
            if let Ok(value) = HeaderValue::from_str(&tag.to_string()) {
                response.headers_mut().insert(header::ETAG, value);
            }
            if self.knows(&tag) {
                return not_modified(response);
            }
        }
        encode(response, body, coding)
    }

    fn settle_caching(&self, headers: &mut HeaderMap) {
        let private = HeaderValue::from_static("private, no-store");
        if self.has_credentials {
            headers.insert(header::CACHE_CONTROL, private);
            headers.remove(CDN_CACHE_CONTROL);
        } else if !headers.contains_key(header::CACHE_CONTROL) {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }

    fn coding_for(&self, response: &HttpResponse, body: &Bytes) -> ContentEncoding {
        if body.len() >= WORTH_ENCODING && is_encodable(response.headers()) {
            self.coding
        } else {
            ContentEncoding::Identity
        }
    }

    /// Weak comparison (RFC 9110, 13.1.2).
    fn knows(&self, tag: &EntityTag) -> bool {
        match &self.known {
            None => false,
            Some(IfNoneMatch::Any) => true,
            Some(IfNoneMatch::Items(known)) => known.iter().any(|one| one.weak_eq(tag)),
        }
    }
}

/// A strong tag names bytes on the wire, so each coding has its own (RFC 9110, 8.8.3).
fn tag(body: &[u8], coding: ContentEncoding) -> String {
    let digest = Sha256::digest(body);
    let hash = URL_SAFE_NO_PAD.encode(digest.get(..16).unwrap_or(&digest));
    match coding {
        ContentEncoding::Identity => hash,
        coded => format!("{hash}-{}", coded.as_str()),
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

fn encode(response: HttpResponse, body: Bytes, coding: ContentEncoding) -> HttpResponse {
    if coding == ContentEncoding::Identity {
        return response.set_body(BoxBody::new(body));
    }
    response.map_body(|head, _| {
        let vary: Vec<HeaderValue> = head.headers().get_all(header::VARY).cloned().collect();
        let encoder = actix_http::encoding::Encoder::response(coding, head, body);
        // The encoder appends to `Vary` what stands there already.
        head.headers_mut().remove(header::VARY);
        for value in vary {
            head.headers_mut().append(header::VARY, value);
        }
        BoxBody::new(encoder)
    })
}
