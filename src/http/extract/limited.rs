//! The extractor that takes one request off the quota of the client's address.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::config::RateLimits;
use crate::http::extract::client_ip::client_ip_of;
use crate::http::problem::Problem;
use crate::http::quotas::{Bucket, RatePolicy};
use crate::http::state::HttpState;

/// Proof that the client's address is within its quota for `B`.
pub struct Limited<B>(PhantomData<B>);

impl<B: Bucket> FromRequest for Limited<B> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(take(request, B::POLICY).map(|()| Self(PhantomData)))
    }
}

fn take(request: &HttpRequest, policy: RatePolicy) -> Result<(), Problem> {
    let state = HttpState::of(request)?;
    if state.config.rate_limits == RateLimits::Off {
        return Ok(());
    }
    let checked = state.quotas.check(policy, client_ip_of(request)?.bucket());
    let (Ok(state) | Err(state)) = checked;
    request.extensions_mut().insert(state);
    checked
        .map(drop)
        .map_err(|state| Problem::rate_limited(state.reset_seconds))
}
