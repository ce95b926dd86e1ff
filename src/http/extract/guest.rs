//! The author of a comment, recognised by the guest token in `Authorization: Bearer`.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};

use crate::app::secrets::{Authorship, Secrets};
use crate::domain::ids::CommentId;
use crate::domain::refusal::{Noun, Refusal};
use crate::http::problem::Problem;
use crate::http::state::HttpState;

/// The author, where a guest token is required: without one, with a forged one or with a
/// moderator's token the answer is 401.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guest(Authorship);

/// The author, if the request has a guest token: `None` without one or with a moderator's token,
/// 401 with a forged one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MaybeGuest(Option<Authorship>);

impl Guest {
    /// The author of this comment.
    ///
    /// # Errors
    /// 404 for the author of another comment: whether a comment exists that is not public is
    /// private.
    pub(crate) fn of(self, comment: CommentId) -> Result<Authorship, Refusal> {
        let is_own = self.0.comment() == comment;

        is_own
            .then_some(self.0)
            .ok_or(Refusal::NotFound(Noun::Comment))
    }
}

impl MaybeGuest {
    /// The author of this comment; `None` for the author of another one, who sees what all readers
    /// see.
    pub(crate) fn of(self, comment: CommentId) -> Option<Authorship> {
        self.0.filter(|author| author.comment() == comment)
    }
}

impl FromRequest for Guest {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let author = recognise(request)
            .and_then(|author| author.ok_or_else(|| Refusal::Unauthenticated.into()));

        ready(author.map(Self))
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

/// The bearer token, if it has the form of a guest token. The scheme's name is taken in any case
/// (RFC 9110, section 11.1).
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
