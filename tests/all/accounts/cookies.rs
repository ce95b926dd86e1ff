//! A browser keeps the refresh token in a cookie that no script and no other site can use.

use futures_util::future::join_all;
use reqwest::header::{COOKIE, HeaderName, ORIGIN, SET_COOKIE, USER_AGENT};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::EMAIL;
use crate::support::accounts::{ME, PASSWORD};
use crate::support::answer::Answer;
use crate::support::json::text;
use crate::support::service::Service;

const SIGN_IN: &str = "/v1/auth/token";
const REFRESH: &str = "/v1/auth/refresh";
const SIGN_OUT: &str = "/v1/auth/logout";
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

async fn start() -> Service {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;

    service
}

fn credentials() -> Value {
    json!({ "email": EMAIL, "password": PASSWORD, "cookie": true })
}

/// The cookie that an answer sets: `name=value`, and its attributes.
fn set_cookie(answer: &Answer) -> (String, Vec<String>) {
    let cookies: Vec<_> = answer.headers.get_all(SET_COOKIE).iter().collect();
    assert_eq!(cookies.len(), 1, "{cookies:?}");
    let mut parts = cookies[0].to_str().unwrap().split("; ").map(str::to_owned);

    (parts.next().unwrap(), parts.collect())
}

async fn sign_in(service: &Service) -> (String, Value) {
    let answer = service.reader().post(SIGN_IN, &credentials()).await;
    let (cookie, _) = set_cookie(&answer);

    (cookie, answer.ok())
}

/// A request of a page of the service itself, as a browser sends it.
fn own_page(service: &Service, path: &str, cookie: &str) -> RequestBuilder {
    let origin = format!("http://{}", service.address());

    foreign(service, path, cookie).header(ORIGIN, origin)
}

/// The same request without an origin.
fn foreign(service: &Service, path: &str, cookie: &str) -> RequestBuilder {
    let request = service.reader().request(Method::POST, path);

    request
        .header(COOKIE, format!("other=1; {cookie}; last=2"))
        .header(USER_AGENT, "tab")
}

async fn is_known(service: &Service, answered: &Value) -> bool {
    let token = text(&answered["access_token"]);

    service.bearer(&token).get(ME).await.status == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn the_refresh_token_is_in_a_cookie_that_no_script_can_read_and_not_in_the_body() {
    let service = start().await;

    let answer = service.reader().post(SIGN_IN, &credentials()).await;

    let (cookie, attributes) = set_cookie(&answer);
    let answered = answer.ok();
    assert!(cookie.starts_with("moderato_refresh="), "{cookie}");
    assert_eq!(
        attributes,
        [
            "Path=/v1/auth",
            "Max-Age=1209600",
            "HttpOnly",
            "SameSite=Strict"
        ],
        "on this machine, without TLS"
    );
    assert!(answered.get("refresh_token").is_none(), "{answered}");
    assert!(is_known(&service, &answered).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_this_machine_and_behind_tls_the_cookie_is_secure() {
    let plain = start().await;
    let behind_tls = Service::options()
        .database(plain.database_url())
        .without_article()
        .http(|http| http.public_url = Some("https://comments.example".to_owned()))
        .start()
        .await;
    let of = |service: &Service, host: Option<&str>| {
        let request = service.reader().request(Method::POST, SIGN_IN);
        let request = request.json(&credentials());
        match host {
            Some(host) => request.header("Host", host),
            None => request,
        }
    };

    let requests = [
        (&plain, of(&plain, Some("comments.example")), true),
        (&plain, of(&plain, Some("192.0.2.7:8080")), true),
        (&plain, of(&plain, Some("localhost:8080")), false),
        (
            &plain,
            of(&plain, None).header("X-Forwarded-Proto", "https"),
            true,
        ),
        (&behind_tls, of(&behind_tls, None), true),
    ];
    for (service, request, is_secure) in requests {
        let (_, attributes) = set_cookie(&service.reader().send(request).await);
        assert_eq!(attributes.contains(&"Secure".to_owned()), is_secure);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_wish_there_is_no_cookie() {
    let service = start().await;

    for cookie in [json!(false), json!(null)] {
        let body = json!({ "email": EMAIL, "password": PASSWORD, "cookie": cookie });
        let answer = service.reader().post(SIGN_IN, &body).await;

        assert!(!answer.headers.contains_key(SET_COOKIE));
        assert!(answer.ok()["refresh_token"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_service_refreshes_by_its_cookie() {
    let service = start().await;
    let (cookie, _) = sign_in(&service).await;

    let answer = service
        .reader()
        .send(own_page(&service, REFRESH, &cookie))
        .await;
    let (next, _) = set_cookie(&answer);
    let answered = answer.ok();
    let by_site = foreign(&service, REFRESH, &next).header(SITE, "same-origin");
    let again = service.reader().send(by_site).await.ok();

    assert_ne!(next, cookie);
    assert!(answered.get("refresh_token").is_none(), "{answered}");
    assert!(is_known(&service, &answered).await);
    assert!(is_known(&service, &again).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_ignored_for_pages_of_another_origin() {
    let service = start().await;
    let policy = json!({ "origins": ["https://blog.example"], "version": 1 });
    service.admin_named("Linus").await.put_policy(&policy).await;
    let (cookie, answered) = sign_in(&service).await;
    let port = service.address().port();

    for origin in [
        "https://blog.example".to_owned(),
        "null".to_owned(),
        String::new(),
        format!("http://127.0.0.1.evil.example:{port}"),
        format!("http://127.0.0.1:{}", port.wrapping_add(1)),
        format!("ftp://127.0.0.1:{port}"),
    ] {
        for path in [REFRESH, SIGN_OUT] {
            let request = foreign(&service, path, &cookie).header(ORIGIN, &origin);
            let refused = service.reader().send(request).await;
            assert!(refused.status.is_client_error(), "{origin} {path}");
            assert!(!refused.headers.contains_key(SET_COOKIE), "{origin}");
        }
    }
    for site in [None, Some("same-site"), Some("cross-site"), Some("none")] {
        let request = foreign(&service, REFRESH, &cookie);
        let request = match site {
            Some(site) => request.header(SITE, site),
            None => request,
        };
        let refused = service.reader().send(request).await;
        assert!(refused.status.is_client_error(), "{site:?}");
    }

    assert!(is_known(&service, &answered).await, "nothing has ended");
    let own = service
        .reader()
        .send(own_page(&service, REFRESH, &cookie))
        .await;
    own.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_may_refresh_at_once() {
    let service = start().await;
    let (cookie, _) = sign_in(&service).await;

    let tabs = (0..2).map(|_| async {
        let request = own_page(&service, REFRESH, &cookie);
        service.reader().send(request).await
    });
    let answers = join_all(tabs).await;

    let cookies: Vec<String> = answers.iter().map(|it| set_cookie(it).0).collect();
    assert_eq!(cookies[0], cookies[1], "both go on with one token");
    for answer in answers {
        assert!(is_known(&service, &answer.ok()).await);
    }
    let request = own_page(&service, REFRESH, &cookies[0]);
    service.reader().send(request).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_by_the_cookie_ends_all_tabs_and_removes_it() {
    let service = start().await;
    let (cookie, first_tab) = sign_in(&service).await;
    let answer = service
        .reader()
        .send(own_page(&service, REFRESH, &cookie))
        .await;
    let (cookie, _) = set_cookie(&answer);
    let second_tab = answer.ok();

    let answer = service
        .reader()
        .send(own_page(&service, SIGN_OUT, &cookie))
        .await;

    let (removed, attributes) = set_cookie(&answer);
    answer.no_content();
    assert_eq!(removed, "moderato_refresh=");
    assert!(
        attributes.contains(&"Max-Age=0".to_owned()),
        "{attributes:?}"
    );
    for tab in [first_tab, second_tab] {
        assert!(!is_known(&service, &tab).await);
    }
    let ended = service
        .reader()
        .send(own_page(&service, REFRESH, &cookie))
        .await;
    ended.refused(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_begins_a_session_in_the_cookie() {
    let service = start().await;
    let (_, answered) = sign_in(&service).await;
    let token = text(&answered["access_token"]);
    let change = json!({
        "current": PASSWORD, "new": "four-lanterns-in-the-fog", "cookie": true,
    });

    let changed = service
        .bearer(&token)
        .post("/v1/auth/password", &change)
        .await;

    let (cookie, _) = set_cookie(&changed);
    assert!(changed.ok().get("refresh_token").is_none());
    service
        .reader()
        .send(own_page(&service, REFRESH, &cookie))
        .await
        .ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_without_token_and_cookie_says_what_to_send() {
    let service = start().await;

    let empty = service.reader().post(REFRESH, &json!({})).await;

    empty.invalid("/refresh_token");
}
