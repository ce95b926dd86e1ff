//! The extractors that count a request against a quota of the client's address.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::config::RateLimits;
use crate::http::extract::actor::Actor;
use crate::http::extract::client_ip::client_ip_of;
use crate::http::problem::Problem;
use crate::http::quotas::{Bucket, RatePolicy};
use crate::http::state::HttpState;

/// Proof that the client's address is within its quota for the bucket `B`.
pub struct Limited<B>(PhantomData<B>);

impl<B: Bucket> FromRequest for Limited<B> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(count(request, B::POLICY).map(|()| Self(PhantomData)))
    }
}

/// An actor whose request is within the quota of the address for the bucket `B`. It is counted once
/// the right is known: what a stranger sends takes nothing from the quota of those who have the
/// right, who may share the address.
pub(crate) struct Metered<A, B>(pub A, pub PhantomData<B>);

impl<A: Actor, B: Bucket + 'static> Actor for Metered<A, B> {
    async fn identify(request: &HttpRequest) -> Result<Self, Problem> {
        let actor = A::identify(request).await?;
        count(request, B::POLICY)?;

        Ok(Self(actor, PhantomData))
    }
}

fn count(request: &HttpRequest, policy: RatePolicy) -> Result<(), Problem> {
    let state = HttpState::of(request)?;
    if state.config.rate_limits == RateLimits::Off {
        return Ok(());
    }

    let checked = state.quotas.check(policy, client_ip_of(request)?.bucket());

    // The layer writes the state of the quota into the headers of every answer.
    let (Ok(quota) | Err(quota)) = checked;
    request.extensions_mut().insert(quota);

    checked
        .map(drop)
        .map_err(|exhausted| Problem::rate_limited(exhausted.reset_seconds))
}
