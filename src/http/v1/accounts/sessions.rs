//! Signing in and out, and reading one's own account.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, get, post};
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::refusal::Refusal;
use crate::domain::rights::AccountOwner;
use crate::flows::accounts::own_password::{OwnPassword, change_own_password};
use crate::flows::accounts::read::read_own_account;
use crate::flows::accounts::refresh::{Refresh, refresh_session};
use crate::flows::accounts::session::Session;
use crate::flows::accounts::sign_in::{SignIn, sign_in};
use crate::flows::accounts::sign_out::{SignOut, sign_out};
use crate::http::contract::body_sizes::CREDENTIALS;
use crate::http::extract::actor::{By, bearer_token};
use crate::http::extract::body::Body;
use crate::http::extract::client_ip::ClientIp;
use crate::http::extract::command::Authorised;
use crate::http::extract::length;
use crate::http::extract::limited::{Limited, Metered};
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::{self, Sessions};
use crate::http::state::HttpState;
use crate::http::v1::accounts::refresh_cookie::{self, Keeping};
use crate::http::v1::accounts::views::{ModeratorView, example_moderator};

/// The credentials of an account.
// No `Debug`: it holds a password.
#[derive(Deserialize, Validate, ToSchema)]
pub(crate) struct Credentials {
    #[validate(custom(function = "length::given_email"))]
    #[schema(example = "ada@example.org")]
    pub email: String,
    #[validate(custom(function = "length::given_password"))]
    #[schema(format = "password")]
    pub password: String,
    /// Whether the refresh token goes into a cookie, which no script can read, in place of the
    /// body. For pages of the service's own origin. Default: false.
    pub cookie: Option<bool>,
}

/// The refresh token of an earlier answer.
// No `Debug`: it holds a token.
#[derive(Deserialize, Validate, ToSchema)]
pub(crate) struct RefreshRequest {
    /// Required unless the cookie holds one.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub refresh_token: Option<String>,
}

/// The refresh token of the sign-in that ends.
// No `Debug`: it holds a token.
#[derive(Deserialize, Validate, ToSchema)]
pub(crate) struct SignOutRequest {
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub refresh_token: Option<String>,
}

/// A change of your own password.
// No `Debug`: it holds passwords.
#[derive(Deserialize, Validate, ToSchema)]
pub(crate) struct PasswordChange {
    /// The present password.
    #[validate(custom(function = "length::given_password"))]
    #[schema(max_length = 1000, format = "password")]
    pub current: String,
    /// The new one: 12 to 128 characters, not easily guessed.
    #[schema(min_length = 12, max_length = 128, format = "password")]
    pub new: String,
    /// As for signing in.
    pub cookie: Option<bool>,
}

/// The tokens of a sign-in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// The token for `Authorization: Bearer`.
    pub access_token: String,
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// The seconds until the access token expires.
    #[schema(minimum = 1, example = 900)]
    pub expires_in: i64,
    /// The token for one exchange at `POST /v1/auth/refresh`. Absent if a cookie holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub refresh_token: Option<String>,
}

/// A refresh token, with the place that it came from.
pub(crate) struct PresentedToken {
    token: String,
    keeping: Keeping,
}

/// The tokens of a request to sign out: the access token, a refresh token in the body or in the
/// cookie, or both.
pub(crate) struct SignOutTokens(SignOut);

problems!(SignInProblems = STORED, BODY, LIMITED, [InvalidCredentials]);
problems!(RefreshProblems = STORED, BODY, LIMITED, [Unauthenticated]);
problems!(SignOutProblems = STORED, BODY, LIMITED, [Unauthenticated]);
problems!(WhoAmIProblems = STORED, [Unauthenticated]);
problems!(
    ChangePasswordProblems = STORED,
    BODY,
    LIMITED,
    [Unauthenticated]
);

/// Sign in
///
/// After ten failures the account and the network address must wait before the next attempt, longer
/// after each further failure, up to 15 minutes. A right password is refused meanwhile, too.
///
/// With `cookie: true` the refresh token is in the cookie `moderato_refresh` (`HttpOnly`,
/// `SameSite=Strict`, and `Secure` but on this machine without TLS), which `POST /v1/auth/refresh`
/// and `POST /v1/auth/logout` use. They ignore it unless a page of the service's own origin sends it.
#[utoipa::path(
    operation_id = "sign_in",
    tag = "tokens",
    request_body(content = Credentials, extensions(("x-max-bytes" = json!(CREDENTIALS))), example = json!({"email": "ada@example.org", "password": "plum-tree-19"})),
    responses(
        (status = 200, description = "The tokens of the sign-in.", body = Tokens, example = json!(example_tokens())),
        SignInProblems,
    ),
)]
#[post("/v1/auth/token")]
pub(crate) async fn create_token(
    state: Data<HttpState>,
    _quota: Limited<quotas::SignIn>,
    address: ClientIp,
    request: HttpRequest,
    body: Body<Credentials, CREDENTIALS>,
) -> Result<HttpResponse, Problem> {
    let Credentials {
        email,
        password,
        cookie,
    } = body.value;
    let attempt = SignIn {
        email,
        password,
        address: address.ip(),
    };

    let session = sign_in(&state.app, attempt).await?;

    reply(&request, session, Keeping::of(cookie))
}

/// Exchange a refresh token
///
/// Each refresh token is valid for one exchange. For 10 seconds, the same user agent gets the same
/// next refresh token again, so that two tabs can refresh at once and a lost answer can be requested
/// again. Any other second exchange ends the whole sign-in. A sign-in lasts at most 14 days.
///
/// Without a body, the token of the cookie is exchanged, and the next one is in the cookie.
#[utoipa::path(
    operation_id = "refresh_tokens",
    tag = "tokens",
    request_body(content = Option<RefreshRequest>, example = json!({"refresh_token": EXAMPLE_REFRESH_TOKEN})),
    responses(
        (status = 200, description = "The next tokens.", body = Tokens, example = json!(example_tokens())),
        RefreshProblems,
    ),
)]
#[post("/v1/auth/refresh")]
pub(crate) async fn refresh(
    request: HttpRequest,
    state: Data<HttpState>,
    _quota: Limited<Sessions>,
    presented: PresentedToken,
) -> Result<HttpResponse, Problem> {
    let PresentedToken { token, keeping } = presented;
    let user_agent = request.headers().get(header::USER_AGENT);
    let refresh = Refresh {
        token,
        user_agent: user_agent.map_or_else(Vec::new, |agent| agent.as_bytes().to_vec()),
    };

    let session = refresh_session(&state.app, &refresh).await?;

    reply(&request, session, keeping)
}

/// Sign out
///
/// Ends the sign-in of the access token, of the refresh token in the body or in the cookie, or of
/// both. All tokens of the sign-in are refused from then on, in all tabs. The body is optional. The
/// cookie is removed.
#[utoipa::path(
    operation_id = "sign_out",
    tag = "tokens",
    security((), ("moderator_token" = [])),
    request_body(content = Option<SignOutRequest>, example = json!({"refresh_token": EXAMPLE_REFRESH_TOKEN})),
    responses((status = 204, description = "The sign-in has ended."), SignOutProblems),
)]
#[post("/v1/auth/logout")]
pub(crate) async fn logout(
    request: HttpRequest,
    state: Data<HttpState>,
    _quota: Limited<Sessions>,
    SignOutTokens(tokens): SignOutTokens,
) -> Result<HttpResponse, Problem> {
    let has_cookie = refresh_cookie::refresh_token(&request).is_some();
    sign_out(&state.app, tokens).await?;

    let mut response = HttpResponse::NoContent();
    if has_cookie {
        response.insert_header((header::SET_COOKIE, refresh_cookie::removing(&request)?));
    }

    Ok(response.finish())
}

/// Change your own password
///
/// Ends all of your sessions, this one included, and begins a new one. An account whose password must
/// be changed first (`password_change_required`) may otherwise only read itself and sign out.
#[utoipa::path(
    operation_id = "change_password",
    tag = "tokens",
    security(("moderator_token" = [])),
    request_body(content = PasswordChange, example = json!({"current": "plum-tree-19", "new": "four-lanterns-in-the-fog"})),
    responses(
        (status = 200, description = "The tokens of the new session.", body = Tokens, example = json!(example_tokens())),
        ChangePasswordProblems,
    ),
)]
#[post("/v1/auth/password")]
pub(crate) async fn change_password(
    state: Data<HttpState>,
    request: HttpRequest,
    authorised: Authorised<Metered<AccountOwner, quotas::SignIn>, Body<PasswordChange>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(owner, _),
        input: body,
    } = authorised;
    let PasswordChange {
        current,
        new,
        cookie,
    } = body.value;

    let session = change_own_password(&state.app, &owner, OwnPassword { current, new }).await?;

    reply(&request, session, Keeping::of(cookie))
}

/// Read your own account
///
/// The account of the access token, as it is now. Also for an account whose password must be changed first
/// (`password_change_required`).
#[utoipa::path(
    operation_id = "who_am_i",
    tag = "tokens",
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "Your account.", body = ModeratorView,
            example = json!(example_moderator())),
        WhoAmIProblems,
    ),
)]
#[get("/v1/auth/me")]
pub(crate) async fn me(
    state: Data<HttpState>,
    By(owner): By<AccountOwner>,
) -> Result<HttpResponse, Problem> {
    let account = read_own_account(&state.app, &owner).await?;

    Ok(HttpResponse::Ok().json(ModeratorView::from(&account)))
}

impl FromRequest for SignOutTokens {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let access_token = bearer_token(request).map(str::to_owned);
        let body =
            has_body(request).then(|| Body::<SignOutRequest>::from_request(request, payload));
        let in_cookie = refresh_cookie::refresh_token(request);

        Box::pin(async move {
            let in_body = match body {
                Some(body) => body.await?.value.refresh_token,
                None => None,
            };
            let refresh_token = in_body.or(in_cookie);

            Ok(Self(SignOut {
                access_token,
                refresh_token,
            }))
        })
    }
}

impl FromRequest for PresentedToken {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let in_cookie = refresh_cookie::refresh_token(request);
        if let Some(token) = in_cookie.filter(|_| !has_body(request)) {
            let keeping = Keeping::Cookie;
            return Box::pin(async move { Ok(Self { token, keeping }) });
        }

        let body = Body::<RefreshRequest>::from_request(request, payload);
        Box::pin(async move {
            let token = body.await?.value.refresh_token.ok_or_else(|| {
                let detail = "Send the refresh token, or its cookie without a body.";
                Refusal::invalid("/refresh_token", "missing_field", detail)
            })?;
            let keeping = Keeping::Body;

            Ok(Self { token, keeping })
        })
    }
}

/// 200 with the tokens of a session.
fn reply(
    request: &HttpRequest,
    session: Session,
    keeping: Keeping,
) -> Result<HttpResponse, Problem> {
    let mut tokens = Tokens::from(session);
    let mut response = HttpResponse::Ok();

    if keeping == Keeping::Cookie
        && let Some(token) = tokens.refresh_token.take()
    {
        let cookie = refresh_cookie::setting(request, &token)?;
        response.insert_header((header::SET_COOKIE, cookie));
    }

    Ok(response.json(tokens))
}

/// Whether the headers announce a body.
fn has_body(request: &HttpRequest) -> bool {
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .map(header::HeaderValue::as_bytes);

    request.chunked().unwrap_or(true) || length.is_some_and(|length| length != b"0")
}

impl From<Session> for Tokens {
    fn from(session: Session) -> Self {
        let Session {
            access_token,
            expires_in,
            refresh_token,
        } = session;

        Self {
            access_token,
            token_type: "Bearer",
            expires_in,
            refresh_token: Some(refresh_token),
        }
    }
}

const EXAMPLE_REFRESH_TOKEN: &str = "n9fJt5vZ1t0nq8s4Hk8jV4y1cJ2mYw7bQe3RxLd6uTo";

fn example_tokens() -> Tokens {
    Tokens {
        access_token: "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2ln".to_owned(),
        token_type: "Bearer",
        expires_in: 900,
        refresh_token: Some(EXAMPLE_REFRESH_TOKEN.to_owned()),
    }
}
