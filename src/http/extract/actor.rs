//! Who acts, and with which right? The access token in `Authorization: Bearer`.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;

use crate::domain::refusal::Refusal;
use crate::domain::rights::{Admin, Moderator};
use crate::flows::accounts::recognise::recognise;
use crate::http::problem::Problem;
use crate::http::state::HttpState;

/// A moderator or an admin: anybody else is 401.
pub struct ByModerator(pub Moderator);

/// A moderator or an admin, or nobody in particular: without a bearer token `None`, with one that
/// does not hold 401. Whoever means to act as staff must not pass for a reader unawares.
pub struct MaybeModerator(pub Option<Moderator>);

/// An admin: a moderator is 403, anybody else 401.
pub struct ByAdmin(pub Admin);

/// First one extractor, then the other: `After<ByAdmin, Body<NewArticle>>` reads and judges no body
/// before it knows who sent it, so that a stranger is told nothing but 401.
pub struct After<First, Second>(pub First, pub Second);

impl FromRequest for ByModerator {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { moderator(&request).await.map(Self) })
    }
}

impl FromRequest for MaybeModerator {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            match has_bearer(&request) {
                true => moderator(&request)
                    .await
                    .map(|moderator| Self(Some(moderator))),
                false => Ok(Self(None)),
            }
        })
    }
}

impl FromRequest for ByAdmin {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(moderator(&request).await?.into_admin()?)) })
    }
}

impl<First, Second> FromRequest for After<First, Second>
where
    First: FromRequest<Error = Problem> + 'static,
    Second: FromRequest<Error = Problem> + 'static,
{
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let first = First::from_request(&request, &mut Payload::None).await?;
            let second = Second::from_request(&request, &mut payload).await?;
            Ok(Self(first, second))
        })
    }
}

async fn moderator(request: &HttpRequest) -> Result<Moderator, Problem> {
    let token = bearer_token(request).ok_or(Refusal::Unauthenticated)?;
    Ok(recognise(&HttpState::of(request)?.app, token).await?)
}

/// Whether the request claims to bear a token, be it a good one or not.
fn has_bearer(request: &HttpRequest) -> bool {
    let mut schemes = request
        .headers()
        .get_all(header::AUTHORIZATION)
        .filter_map(|sent| {
            let mut words = sent.as_bytes().split(|byte| *byte == b' ');
            words.next()
        });
    schemes.any(|scheme| scheme.eq_ignore_ascii_case(b"bearer"))
}

/// The only bearer token of the request. The scheme's name is taken in any case (RFC 9110, section
/// 11.1).
pub fn bearer_token(request: &HttpRequest) -> Option<&str> {
    let mut sent = request.headers().get_all(header::AUTHORIZATION);
    let only = sent.next().filter(|_| sent.next().is_none())?;
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
