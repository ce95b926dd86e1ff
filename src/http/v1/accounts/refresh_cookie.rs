//! The cookie that keeps the refresh token of a browser's sign-in out of reach of scripts.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::Uri;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use url::Url;

use crate::flows::accounts::session::SIGN_IN_LIFETIME;
use crate::http::problem::Problem;
use crate::http::state::HttpState;

const NAME: &str = "moderato_refresh";
/// The endpoints that use it.
const PATH: &str = "/v1/auth";

/// Where the refresh token of an answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// Into the body, for programs.
    Body,
    /// Into the cookie, for browsers.
    Cookie,
}

impl Keeping {
    /// `cookie` is the field of a request body.
    pub(super) fn of(cookie: Option<bool>) -> Self {
        match cookie {
            Some(true) => Self::Cookie,
            Some(false) | None => Self::Body,
        }
    }
}

/// The refresh token in the cookie of the request. Only pages of the service's own origin may use
/// the cookie: a request from anywhere else has none.
pub(super) fn refresh_token(request: &HttpRequest) -> Option<String> {
    if !is_of_own_page(request) {
        return None;
    }

    let cookies = request.headers().get_all(header::COOKIE);
    let texts = cookies.filter_map(|cookies| cookies.to_str().ok());
    let mut pairs = texts.flat_map(|text| text.split(';'));
    let value = pairs.find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))?;

    Some(value.to_owned())
}

/// `Set-Cookie` with a refresh token.
///
/// # Errors
/// 500 for a token that no header can contain.
pub(super) fn setting(request: &HttpRequest, token: &str) -> Result<HeaderValue, Problem> {
    let seconds = SIGN_IN_LIFETIME.num_seconds();

    cookie(request, token, seconds)
}

/// `Set-Cookie` that removes the cookie.
///
/// # Errors
/// As [`setting`].
pub(super) fn removing(request: &HttpRequest) -> Result<HeaderValue, Problem> {
    cookie(request, "", 0)
}

fn cookie(request: &HttpRequest, value: &str, seconds: i64) -> Result<HeaderValue, Problem> {
    let secure = if is_plain_loopback(request) {
        ""
    } else {
        "; Secure"
    };
    let cookie = format!(
        "{NAME}={value}; Path={PATH}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    );

    HeaderValue::from_str(&cookie).map_err(|_| Problem::internal())
}

/// Whether a page of the service sent the request. Browsers send `Origin` with every POST, or say
/// that it is of the same origin (Fetch, `Sec-Fetch-Site`).
fn is_of_own_page(request: &HttpRequest) -> bool {
    let mut origins = request.headers().get_all(header::ORIGIN);

    match (origins.next(), origins.next()) {
        (None, _) => single(request.headers(), "sec-fetch-site") == Some("same-origin"),
        (Some(origin), None) => {
            let origin = origin.to_str().ok();
            origin.is_some_and(|origin| is_own(request, origin))
        }
        (Some(_), Some(_)) => false,
    }
}

/// Whether an origin is the service's: that of its public URL, or else of the host that the request
/// names.
fn is_own(request: &HttpRequest, origin: &str) -> bool {
    let public = HttpState::of(request).map_or("", HttpState::public_url);
    let public = Url::parse(public).ok();

    if let Some(public) = public {
        return public.origin().ascii_serialization() == origin;
    }

    let authority = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    authority.is_some() && authority == single(request.headers(), "host")
}

/// Whether the browser reaches the service without encryption on its own machine, where some
/// browsers keep no cookie that is `Secure`.
fn is_plain_loopback(request: &HttpRequest) -> bool {
    let public = HttpState::of(request).map_or("", HttpState::public_url);
    let is_encrypted = public.starts_with("https:")
        || single(request.headers(), "x-forwarded-proto") == Some("https");
    let host = single(request.headers(), "host").and_then(|host| host.parse::<Uri>().ok());

    !is_encrypted && host.as_ref().and_then(Uri::host).is_some_and(is_loopback)
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_local_name = host == "localhost" || host.ends_with(".localhost");

    is_local_name || address.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

/// The value of a header that is sent once.
fn single<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name);
    let only = values.next().filter(|_| values.next().is_none());

    only?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_and_addresses_of_this_machine_are_loopback() {
        for host in [
            "localhost",
            "a.localhost",
            "127.0.0.1",
            "127.8.8.8",
            "[::1]",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "example.org",
            "localhost.example.org",
            "192.0.2.1",
            "[2001:db8::1]",
            "",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
