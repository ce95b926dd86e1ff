//! Conditional requests, cache rules and content codings: strong ETags, 304, gzip and br.

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::RequestHead;
use actix_web::http::header::{
    self, CONTENT_ENCODING, ContentEncoding, EntityTag, HeaderMap, HeaderName, HeaderValue,
    from_comma_delimited,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::http::caching::accept_encoding::accepted_coding;
use crate::http::caching::coding::{Codings, encode};

/// Browsers ask each time. A shared cache may answer for five seconds, with an older page for 30
/// seconds while it asks, and for a minute while the service fails (RFC 9111, RFC 5861, RFC 9213);
/// see docs/decisions/0007-page-cache.md.
const BROWSER: HeaderValue = HeaderValue::from_static("public, max-age=0, must-revalidate");
const SHARED: HeaderValue =
    HeaderValue::from_static("public, max-age=5, stale-while-revalidate=30, stale-if-error=60");
const CDN_CACHE_CONTROL: HeaderName = HeaderName::from_static("cdn-cache-control");
/// Shorter texts, in bytes, fit one packet as they are, so a coding saves nothing.
const WORTH_ENCODING: usize = 1_000;

/// An answer in the form for one request.
pub enum Represented {
    /// Ready to be sent.
    Whole(HttpResponse),
    /// Ready except for its body, which has to be encoded.
    Coded(Coded),
}

/// An answer without its body, and that body.
pub struct Coded {
    response: HttpResponse,
    text: Bytes,
    coding: ContentEncoding,
    /// The ETag of the bytes in that coding, if they are public.
    tag: Option<HeaderValue>,
}

/// Marks the answer to a public GET as one that caches may keep. Caches keep no other answers.
pub fn public(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, BROWSER);
    headers.insert(CDN_CACHE_CONTROL, SHARED);
    response
}

/// Gives an answer its cache rules, makes it a 304 if the client has it, and chooses its coding.
/// There is no request if the endpoint dropped it; then the answer depends on no client.
pub(crate) fn represent(request: Option<&RequestHead>, mut response: HttpResponse) -> Represented {
    set_cache_control(request, response.headers_mut());
    if response.body().size() == BodySize::None {
        return Represented::Whole(response);
    }

    let (head, body) = response.into_parts();
    let text = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        // A stream has no ETag, and to encode it, it would have to be buffered.
        Err(stream) => return Represented::Whole(head.set_body(stream)),
    };

    let mut response = head.set_body(BoxBody::new(()));
    let coding = choose_coding(request, &mut response, &text);

    let tag = request.and_then(|request| put_tag(request, &mut response, &text, coding));
    if let (Some(request), Some(tag)) = (request, &tag)
        && knows(request, tag)
    {
        return Represented::Whole(not_modified(response));
    }

    match coding {
        ContentEncoding::Identity => Represented::Whole(response.set_body(BoxBody::new(text))),
        coding => Represented::Coded(Coded {
            response,
            text,
            coding,
            tag,
        }),
    }
}

/// The coding of the answer. An answer that could be encoded depends on `Accept-Encoding`, even if
/// it is too short for that.
fn choose_coding(
    request: Option<&RequestHead>,
    response: &mut HttpResponse,
    text: &Bytes,
) -> ContentEncoding {
    if !is_encodable(response.headers()) {
        return ContentEncoding::Identity;
    }

    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("Accept-Encoding"));

    match request {
        Some(request) if text.len() >= WORTH_ENCODING => accepted_coding(request),
        _ => ContentEncoding::Identity,
    }
}

impl Represented {
    /// The answer with its encoded body, from `codings` or encoded now.
    pub async fn finish(self, codings: &Codings) -> HttpResponse {
        match self {
            Self::Whole(response) => response,
            Self::Coded(coded) => {
                let form = match coded.tag() {
                    Some(tag) => codings.form(tag, &coded.text, coded.coding).await,
                    None => encode(&coded.text, coded.coding).await,
                };
                coded.put(form)
            }
        }
    }

    /// The answer if nothing has to be encoded: its body is plain, or `codings` has the form.
    pub fn finished(self, codings: &Codings) -> Option<HttpResponse> {
        match self {
            Self::Whole(response) => Some(response),
            Self::Coded(coded) => {
                let form = codings.cached(coded.tag()?)?;
                Some(coded.put(Ok(form)))
            }
        }
    }
}

impl Coded {
    fn tag(&self) -> Option<&str> {
        self.tag.as_ref().and_then(|tag| tag.to_str().ok())
    }

    fn put(self, form: Result<Bytes>) -> HttpResponse {
        let Self {
            mut response,
            text,
            coding,
            ..
        } = self;

        match form {
            Ok(form) => {
                let coding = HeaderValue::from_static(coding.as_str());
                response.headers_mut().insert(CONTENT_ENCODING, coding);

                response.set_body(BoxBody::new(form))
            }
            // The ETag belongs to the encoded bytes.
            Err(fault) => {
                tracing::error!(error.what = %fault, "an answer could not be encoded and is sent as it is");
                response.headers_mut().remove(header::ETAG);

                response.set_body(BoxBody::new(text))
            }
        }
    }
}

fn set_cache_control(request: Option<&RequestHead>, headers: &mut HeaderMap) {
    if request.is_some_and(has_credentials) {
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
        headers.remove(CDN_CACHE_CONTROL);
    } else if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Whether the request has credentials. No cache keeps its answer.
pub(crate) fn has_credentials(request: &RequestHead) -> bool {
    request.headers().contains_key(header::AUTHORIZATION)
}

/// Sets the ETag of the public answer to a GET or HEAD; other answers have none. A strong ETag
/// identifies bytes on the wire, so each coding has its own (RFC 9110, section 8.8.3). The handler
/// may have set the ETag of the plain text already.
fn put_tag(
    request: &RequestHead,
    response: &mut HttpResponse,
    body: &Bytes,
    coding: ContentEncoding,
) -> Option<HeaderValue> {
    let is_read = [Method::GET, Method::HEAD].contains(&request.method);
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

/// The strong ETag of a plain text, with its quotes.
pub(crate) fn tag_of(text: &[u8]) -> String {
    let digest = Sha256::digest(text);
    let half = digest.get(..16).unwrap_or(&digest);

    format!("\"{}\"", URL_SAFE_NO_PAD.encode(half))
}

/// Whether `If-None-Match` names the ETag, by weak comparison (RFC 9110, section 13.1.2).
fn knows(request: &RequestHead, tag: &HeaderValue) -> bool {
    match request.headers().get(header::IF_NONE_MATCH) {
        None => false,
        Some(known) if known == tag || known.as_bytes().trim_ascii() == b"*" => true,
        Some(_) => {
            let tag = tag
                .to_str()
                .ok()
                .and_then(|tag| tag.parse::<EntityTag>().ok());
            let known = from_comma_delimited::<_, EntityTag>(
                request.headers().get_all(header::IF_NONE_MATCH),
            );

            match (known, tag) {
                (Ok(known), Some(tag)) => known.iter().any(|one| one.weak_eq(&tag)),
                _ => false,
            }
        }
    }
}

fn is_public(headers: &HeaderMap) -> bool {
    headers
        .get(header::CACHE_CONTROL)
        .is_some_and(|value| value.as_bytes().starts_with(b"public"))
}

fn is_encodable(headers: &HeaderMap) -> bool {
    let text = |value: &HeaderValue| {
        let value = value.to_str().unwrap_or_default();
        [
            "application/json",
            "application/problem+json",
            "application/javascript",
            "text/",
            "image/svg",
        ]
        .iter()
        .any(|kind| value.starts_with(kind))
    };

    !headers.contains_key(CONTENT_ENCODING) && headers.get(header::CONTENT_TYPE).is_some_and(text)
}

/// A 304 has the caching headers of the 200, and no content (RFC 9110, section 15.4.5).
fn not_modified(mut response: HttpResponse) -> HttpResponse {
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response.headers_mut().remove(header::CONTENT_TYPE);

    response.set_body(BoxBody::new(actix_web::body::None::new()))
}
