//! Answers of creating requests, from `Idempotency-Key` to
//! [`Idempotent`](crate::flows::idempotency::Idempotent) and back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::flows::idempotency::{Origin, Reply, RequestKey};
use crate::http::extract::idempotency::IdempotencyKey;
use crate::http::problem::Problem;

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The client's key, if it sent one, for one operation and caller or author. `scope` names
/// both.
pub(crate) fn request_key(
    key: IdempotencyKey,
    scope: impl Into<String>,
    request_hash: [u8; 32],
) -> Option<RequestKey> {
    let key = key.0?;

    Some(RequestKey {
        scope: scope.into(),
        key,
        request_hash: request_hash.to_vec(),
    })
}

/// An answer with a JSON body, as bytes that can be stored.
///
/// # Errors
/// `Internal` if the view has no JSON form.
pub(crate) fn encode(
    status: StatusCode,
    location: Option<String>,
    view: &impl Serialize,
) -> Result<Reply> {
    let body = serde_json::to_vec(view).map_err(|fault| Error::internal("a view", fault))?;

    Ok(Reply {
        status: status.as_u16(),
        location,
        body,
        origin: Origin::Made,
    })
}

/// The HTTP response for an answer, new or stored.
///
/// # Errors
/// A problem if the status is not an HTTP status.
pub(crate) fn respond(reply: Reply) -> Result<HttpResponse, Problem> {
    let status = StatusCode::from_u16(reply.status).map_err(|_| Problem::internal())?;

    let mut response = HttpResponse::build(status);
    response.content_type("application/json");
    if let Some(location) = &reply.location {
        response.insert_header((header::LOCATION, location.as_str()));
    }
    if reply.origin == Origin::Replayed {
        response.insert_header((REPLAYED, HeaderValue::from_static("true")));
    }

    Ok(response.body(reply.body))
}
