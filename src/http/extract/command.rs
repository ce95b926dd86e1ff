//! Requests of an actor, whose right is checked before anything else of the request is read.
//!
//! The order is part of the contract: a stranger gets 401 or 403 and learns nothing about the
//! faults of the key, the path, the query or the body. The quota of readers is counted before that:
//! take [`Limited`](crate::http::extract::limited::Limited) as an earlier argument of the handler. That
//! of staff is counted as soon as the right is known: take a
//! [`Metered`](crate::http::extract::limited::Metered) actor.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use validator::Validate;

use crate::http::extract::actor::Actor;
use crate::http::extract::body::{BODY_LIMIT, Body};
use crate::http::extract::idempotency::IdempotencyKey;
use crate::http::problem::Problem;

/// A request with a body that is safe to send again: the actor, then the key, then the body.
/// `LIMIT` is in bytes.
pub(crate) struct Command<A, T, const LIMIT: usize = BODY_LIMIT> {
    pub actor: A,
    pub key: IdempotencyKey,
    pub body: Body<T, LIMIT>,
}

/// Any other request of an actor: the actor, then `input`, such as `Query<T>` or `Body<T>`.
pub(crate) struct Authorised<A, Input> {
    pub actor: A,
    pub input: Input,
}

impl<A, T, const LIMIT: usize> FromRequest for Command<A, T, LIMIT>
where
    A: Actor,
    T: DeserializeOwned + Validate + 'static,
{
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();

        Box::pin(async move {
            let actor = A::identify(&request).await?;
            let key = IdempotencyKey::of(&request)?;
            let body = Body::from_request(&request, &mut payload).await?;

            Ok(Self { actor, key, body })
        })
    }
}

impl<A, Input> FromRequest for Authorised<A, Input>
where
    A: Actor,
    Input: FromRequest<Error = Problem> + 'static,
{
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();

        Box::pin(async move {
            let actor = A::identify(&request).await?;
            let input = Input::from_request(&request, &mut payload).await?;

            Ok(Self { actor, input })
        })
    }
}
