//! Does the author of a comment come back to it? The guest token in `Authorization: Bearer`.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use uuid::Uuid;

use crate::app::secrets::{Authorship, Secrets};
use crate::domain::ids::CommentId;
use crate::domain::refusal::{Noun, Refusal};
use crate::http::problem::Problem;
use crate::http::state::HttpState;

/// The author, by a token that must be there: without one, with a forged one and with a moderator's
/// it is 401.
#[derive(Debug, Clone, Copy)]
pub struct Guest(Authorship);

/// The author, if it is one: nobody and a moderator are `None`, a forged guest token is 401.
#[derive(Debug, Clone, Copy)]
pub struct MaybeGuest(Option<Authorship>);

impl Guest {
    /// The author of this comment.
    ///
    /// # Errors
    /// 404 for the author of another one: whether a comment is there that is not public is private.
    pub fn of(self, comment: Uuid) -> Result<Authorship, Refusal> {
        let is_own = self.0.comment().0 == comment;
        is_own
            .then_some(self.0)
            .ok_or(Refusal::NotFound(Noun::Comment))
    }
}

impl MaybeGuest {
    /// The author of this comment, unless it is somebody else, who sees what everybody sees.
    pub fn of(self, comment: CommentId) -> Option<Authorship> {
        self.0.filter(|author| author.comment() == comment)
    }
}

impl FromRequest for Guest {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            recognise(request)
                .and_then(|author| author.map(Self).ok_or(Refusal::Unauthenticated.into())),
        )
    }
}

impl FromRequest for MaybeGuest {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(recognise(request).map(Self))
    }
}

fn recognise(request: &HttpRequest) -> Result<Option<Authorship>, Problem> {
    let Some(token) = guest_token(request) else {
        return Ok(None);
    };
    let author = HttpState::of(request)?.app.secrets.recognise_author(token);
    author.map(Some).ok_or(Refusal::Unauthenticated.into())
}

/// The bearer token, if it means to be a guest's. The scheme's name is taken in any case (RFC 9110,
/// 11.1).
fn guest_token(request: &HttpRequest) -> Option<&str> {
    let sent = request
        .headers()
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?;
    let (scheme, token) = sent.split_once(' ')?;
    let token = token.trim();
    let is_guest = scheme.eq_ignore_ascii_case("bearer") && Secrets::looks_like_guest_token(token);
    is_guest.then_some(token)
}
