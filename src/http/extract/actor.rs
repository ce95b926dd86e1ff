//! The actor of a request, recognised by the access token in `Authorization: Bearer`.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;

use crate::app::secrets::Secrets;
use crate::domain::refusal::Refusal;
use crate::domain::rights::{AccountOwner, Admin, Moderator, SessionHolder};
use crate::flows::accounts::recognise::{recognise, recognise_owner, recognise_session};
use crate::flows::comments::submit::Writer;
use crate::http::extract::client_ip::{ClientIp, client_ip_of};
use crate::http::problem::Problem;
use crate::http::state::HttpState;

/// The person or program that acts by a request.
pub(crate) trait Actor: Sized + 'static {
    /// Identifies the actor by the headers of the request.
    ///
    /// # Errors
    /// The problem that says which token to send.
    async fn identify(request: &HttpRequest) -> Result<Self, Problem>;
}

/// The actor of a request whose handler reads nothing else that depends on the right.
pub(crate) struct By<A>(pub A);

impl<A: Actor> FromRequest for By<A> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();

        Box::pin(async move { A::identify(&request).await.map(Self) })
    }
}

/// A moderator or an admin; anybody else gets 401.
impl Actor for Moderator {
    async fn identify(request: &HttpRequest) -> Result<Self, Problem> {
        let token = bearer_token(request).ok_or(Refusal::Unauthenticated)?;

        Ok(recognise(&HttpState::of(request)?.app, token).await?)
    }
}

/// The owner of an account, whose password may have to be changed first.
impl Actor for AccountOwner {
    async fn identify(request: &HttpRequest) -> Result<Self, Problem> {
        let token = bearer_token(request).ok_or(Refusal::Unauthenticated)?;

        Ok(recognise_owner(&HttpState::of(request)?.app, token).await?)
    }
}

/// A moderator or an admin, with the session of the token.
impl Actor for SessionHolder {
    async fn identify(request: &HttpRequest) -> Result<Self, Problem> {
        let token = bearer_token(request).ok_or(Refusal::Unauthenticated)?;

        Ok(recognise_session(&HttpState::of(request)?.app, token).await?)
    }
}

/// An admin; a moderator gets 403, anybody else 401.
impl Actor for Admin {
    async fn identify(request: &HttpRequest) -> Result<Self, Problem> {
        Ok(Moderator::identify(request).await?.into_admin()?)
    }
}

/// A reader without a bearer token or with a guest token, staff with an access token, and 401 with
/// an invalid one: a moderator whose session has ended must not post as a reader without noticing.
impl Actor for Writer {
    async fn identify(request: &HttpRequest) -> Result<Self, Problem> {
        if !has_bearer(request) {
            return Ok(Self::Reader(None));
        }

        let token = bearer_token(request).ok_or(Refusal::Unauthenticated)?;
        let app = &HttpState::of(request)?.app;
        if !Secrets::looks_like_guest_token(token) {
            return Ok(Self::Staff(recognise(app, token).await?));
        }

        let guest = app
            .secrets
            .recognise_author(token)
            .ok_or(Refusal::Unauthenticated)?;
        Ok(Self::Reader(Some(guest)))
    }
}

/// A reader, who has no account: only the address is known.
impl Actor for ClientIp {
    async fn identify(request: &HttpRequest) -> Result<Self, Problem> {
        client_ip_of(request)
    }
}

/// Whether the request sends a bearer token, valid or not.
fn has_bearer(request: &HttpRequest) -> bool {
    let sent = request.headers().get_all(header::AUTHORIZATION);
    let mut schemes = sent.filter_map(|value| value.as_bytes().split(|byte| *byte == b' ').next());

    schemes.any(|scheme| scheme.eq_ignore_ascii_case(b"bearer"))
}

/// The only bearer token of the request. The scheme's name is taken in any case (RFC 9110, section
/// 11.1).
pub(crate) fn bearer_token(request: &HttpRequest) -> Option<&str> {
    let mut sent = request.headers().get_all(header::AUTHORIZATION);
    let only = sent.next().filter(|_| sent.next().is_none())?;
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;

    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
