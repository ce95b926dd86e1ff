//! JSON bodies: media type, size and time are checked first, then the document, its type and its
//! rules.

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use validator::Validate;

use crate::http::extract::{decode, json, shape};
use crate::http::problem::Problem;
use crate::http::problem::code::Code;
use crate::http::state::HttpState;

/// The largest request body in bytes, unless its operation sets another limit.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;

/// The JSON body of a request: clean, of type `T`, and within the rules that `T` derives from
/// `validator`. Unknown fields are refused, also without `deny_unknown_fields`. `LIMIT` is in
/// bytes.
pub struct Body<T, const LIMIT: usize = BODY_LIMIT> {
    pub value: T,
    /// SHA-256 over method, path and the canonical document: equal if the same request is sent
    /// again, whatever its spacing or order of fields.
    pub request_hash: [u8; 32],
}

impl<T: DeserializeOwned + Validate + 'static, const LIMIT: usize> FromRequest for Body<T, LIMIT> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();

        Box::pin(async move {
            let bytes = read(&request, payload, LIMIT).await?;
            refuse_if_overloaded(&request)?;

            let document = json::parse(&bytes)?;
            let request_hash = hash(&request, &document);

            let value: T = decode::decode(document).map_err(Problem::invalid)?;
            value
                .validate()
                .map_err(|found| Problem::invalid(shape::errors(&found, "/")))?;

            Ok(Self {
                value,
                request_hash,
            })
        })
    }
}

/// Refuses a request that would wait too long for the database, before any work is done for it. Its
/// body has been read, so its connection stays open.
pub(crate) fn refuse_if_overloaded(request: &HttpRequest) -> Result<(), Problem> {
    let database = &HttpState::of(request)?.app.database.primary;
    if !database.is_overloaded() {
        return Ok(());
    }

    database.note_refusal();
    Err(Problem::overloaded())
}

async fn read(request: &HttpRequest, payload: Payload, limit: usize) -> Result<Vec<u8>, Problem> {
    check_media_type(request.headers())?;

    read_bytes(request, payload, limit).await
}

/// The whole body, which must not be longer than `limit` and must arrive in time.
pub(crate) async fn read_bytes(
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
) -> Result<Vec<u8>, Problem> {
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }

    let deadline = HttpState::of(request)?.config.read_deadline;
    match tokio::time::timeout(deadline, collect(payload, limit)).await {
        Ok(bytes) => bytes,
        Err(_) => Err(Problem::new(
            Code::RequestTimeout,
            format!(
                "The whole body must arrive within {} s.",
                deadline.as_secs_f32()
            ),
        )),
    }
}

async fn collect(mut payload: Payload, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();

    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| match error {
            PayloadError::Overflow => too_large(limit),
            _ => Problem::new(
                Code::MalformedRequest,
                "The body ended before all of it had arrived.",
            ),
        })?;

        if bytes.len().saturating_add(chunk.len()) > limit {
            return Err(too_large(limit));
        }
        bytes.extend_from_slice(&chunk);
    }

    Ok(bytes)
}

fn too_large(limit: usize) -> Problem {
    Problem::new(
        Code::PayloadTooLarge,
        format!("A body may have {limit} bytes."),
    )
}

fn check_media_type(headers: &HeaderMap) -> Result<(), Problem> {
    let refused = |detail: &'static str| Err(Problem::new(Code::UnsupportedMediaType, detail));

    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return refused("Send Content-Type: application/json.");
    };
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|coding| coding != "identity")
    {
        return refused("Send the body as it is, without Content-Encoding.");
    }

    let value = value.to_str().unwrap_or_default().to_ascii_lowercase();
    let mut parts = value.split(';').map(str::trim);
    if parts.next() != Some("application/json") {
        return refused("Send JSON with Content-Type: application/json.");
    }

    let mut charsets = parts.filter_map(|part| part.strip_prefix("charset="));
    if charsets.any(|charset| charset.trim_matches('"') != "utf-8") {
        return refused("Send the JSON in UTF-8.");
    }

    Ok(())
}

fn hash(request: &HttpRequest, document: &Value) -> [u8; 32] {
    let mut digest = Sha256::new();

    digest.update(request.method().as_str());
    digest.update([0]);
    digest.update(request.path());
    digest.update([0]);
    // A `Value` keeps its names in order, and its `Display` is its JSON without spaces.
    digest.update(document.to_string());

    digest.finalize().into()
}
