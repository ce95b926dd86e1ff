//! How long does a sign-in last, and what ends it at once?

use chrono::Duration;
use moderato::flows::upkeep::forget_expired::forget_expired;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{ACCOUNTS, EMAIL, PASSWORD, account, holder, path, refresh, sign_in, tokens};
use crate::support::app::TestApp;
use crate::support::database::{connect, database};

const ME: &str = "/v1/auth/me";

async fn is_known(app: &TestApp, tokens: &Value) -> bool {
    let answer = holder(app, tokens).get(ME).await;
    match answer.status {
        StatusCode::OK => true,
        StatusCode::UNAUTHORIZED => false,
        other => panic!("{other}: {}", answer.json),
    }
}

async fn start_with_moderator() -> TestApp {
    let app = TestApp::start().await;
    account(&app.admin().await, EMAIL, "moderator").await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_ends_after_fifteen_minutes_and_a_refresh_token_gets_the_next() {
    let app = start_with_moderator().await;
    let first = tokens(&app, EMAIL).await;
    app.clock.advance(Duration::minutes(16));
    assert!(!is_known(&app, &first).await);
    let second = refresh(&app, &first).await.expect(StatusCode::OK);
    assert!(is_known(&app, &second).await);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_refresh_token_that_comes_back_ends_the_whole_sign_in() {
    let app = start_with_moderator().await;
    let (first, elsewhere) = (tokens(&app, EMAIL).await, tokens(&app, EMAIL).await);
    let second = refresh(&app, &first).await.expect(StatusCode::OK);
    let again = refresh(&app, &first).await;
    assert_eq!(
        (again.status, again.code()),
        (StatusCode::UNAUTHORIZED, "unauthenticated")
    );
    assert_eq!(
        refresh(&app, &second).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert!(!is_known(&app, &first).await && !is_known(&app, &second).await);
    assert!(is_known(&app, &elsewhere).await, "another sign-in goes on");
    let sql = connect(&app.database_url).await;
    let told = sql
        .query(
            "SELECT 1 FROM events WHERE kind = 'refresh_token_reused'",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(told.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_refresh_token_twice_at_once_gets_one_answer_and_ends_the_sign_in() {
    let app = start_with_moderator().await;
    let first = tokens(&app, EMAIL).await;
    let (one, other) = tokio::join!(refresh(&app, &first), refresh(&app, &first));
    let (winner, loser) = if one.status == StatusCode::OK {
        (one, other)
    } else {
        (other, one)
    };
    assert_eq!(
        (winner.status, loser.status),
        (StatusCode::OK, StatusCode::UNAUTHORIZED)
    );
    assert!(!is_known(&app, &winner.json).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_lasts_fourteen_days_however_often_it_is_refreshed() {
    let app = start_with_moderator().await;
    let mut last = tokens(&app, EMAIL).await;
    for _ in 0..13 {
        app.clock.advance(Duration::days(1));
        last = refresh(&app, &last).await.expect(StatusCode::OK);
    }
    app.clock.advance(Duration::days(1));
    assert_eq!(refresh(&app, &last).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_sign_in_by_either_token() {
    let app = start_with_moderator().await;
    let by_access = tokens(&app, EMAIL).await;
    let left = holder(&app, &by_access);
    left.send(left.request(Method::POST, "/v1/auth/logout"))
        .await
        .expect(StatusCode::NO_CONTENT);
    let by_refresh = tokens(&app, EMAIL).await;
    let body = json!({ "refresh_token": by_refresh["refresh_token"] });
    app.reader()
        .post("/v1/auth/logout", &body)
        .await
        .expect(StatusCode::NO_CONTENT);
    let by_both = tokens(&app, EMAIL).await;
    let body = json!({ "refresh_token": by_both["refresh_token"] });
    holder(&app, &by_both)
        .post("/v1/auth/logout", &body)
        .await
        .expect(StatusCode::NO_CONTENT);
    for tokens in [&by_access, &by_refresh, &by_both] {
        assert!(!is_known(&app, tokens).await);
        assert_eq!(refresh(&app, tokens).await.status, StatusCode::UNAUTHORIZED);
    }
    app.reader()
        .post("/v1/auth/logout", &body)
        .await
        .expect(StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_needs_a_token() {
    let app = TestApp::start().await;
    let reader = app.reader();
    let nothing = reader
        .send(reader.request(Method::POST, "/v1/auth/logout"))
        .await;
    assert_eq!(nothing.code(), "unauthenticated");
    assert_eq!(
        reader.post("/v1/auth/logout", &json!({})).await.code(),
        "unauthenticated"
    );
    let forged = app
        .bearer("forged")
        .post("/v1/auth/logout", &json!({}))
        .await;
    assert_eq!(forged.code(), "unauthenticated");
    let unknown = json!({ "refresh_token": "n9fJt5vZ1t0nq8s4Hk8jV4y1cJ2mYw7bQe3RxLd6uTo" });
    reader
        .post("/v1/auth/logout", &unknown)
        .await
        .expect(StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demotion_bites_with_the_next_request_to_any_instance() {
    let url = database().await;
    let app = TestApp::start_on(url.clone(), |_| {}).await;
    let other = TestApp::start_on(url, |_| {}).await;
    let admin = app.admin().await;
    let account = account(&admin, EMAIL, "admin").await;
    let before = tokens(&app, EMAIL).await;
    holder(&other, &before)
        .get(ACCOUNTS)
        .await
        .expect(StatusCode::OK);
    admin
        .patch(&path(&account), &json!({ "role": "moderator" }))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        holder(&other, &before).get(ACCOUNTS).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        refresh(&other, &before).await.status,
        StatusCode::UNAUTHORIZED
    );
    let after = tokens(&app, EMAIL).await;
    let refused = holder(&other, &after).get(ACCOUNTS).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::FORBIDDEN, "forbidden")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn deactivation_and_a_new_password_end_every_session_and_a_new_name_none() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let account = account(&admin, EMAIL, "moderator").await;
    let first = tokens(&app, EMAIL).await;
    admin
        .patch(&path(&account), &json!({ "name": "Ada L." }))
        .await
        .expect(StatusCode::OK);
    assert!(is_known(&app, &first).await);

    let password = "pear-tree-1920";
    admin
        .patch(&path(&account), &json!({ "password": password }))
        .await
        .expect(StatusCode::OK);
    assert!(!is_known(&app, &first).await);
    sign_in(&app, EMAIL, PASSWORD)
        .await
        .expect(StatusCode::UNAUTHORIZED);
    let second = sign_in(&app, EMAIL, password).await.expect(StatusCode::OK);

    admin
        .patch(&path(&account), &json!({ "active": false }))
        .await
        .expect(StatusCode::OK);
    assert!(!is_known(&app, &second).await);
    assert_eq!(
        refresh(&app, &second).await.status,
        StatusCode::UNAUTHORIZED
    );
    admin
        .patch(&path(&account), &json!({ "active": true }))
        .await
        .expect(StatusCode::OK);
    assert!(
        !is_known(&app, &second).await,
        "coming back revives no session"
    );
    sign_in(&app, EMAIL, password).await.expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_access_token_is_one() {
    let app = start_with_moderator().await;
    let tokens = tokens(&app, EMAIL).await;
    let (access, refresh_token) = (
        tokens["access_token"].as_str().unwrap(),
        tokens["refresh_token"].as_str().unwrap(),
    );
    for forged in [
        refresh_token,
        "",
        "guest.AZej9Xwe",
        &access[..access.len() - 2],
        &"a".repeat(5000),
    ] {
        let answer = app.bearer(forged).get(ME).await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::UNAUTHORIZED, "unauthenticated"),
            "{forged}"
        );
    }
    let reader = app.reader();
    let twice = reader
        .request(Method::GET, ME)
        .bearer_auth(access)
        .bearer_auth(access);
    assert_eq!(reader.send(twice).await.status, StatusCode::UNAUTHORIZED);
    let basic = reader
        .request(Method::GET, ME)
        .basic_auth(EMAIL, Some(PASSWORD));
    assert_eq!(reader.send(basic).await.status, StatusCode::UNAUTHORIZED);
    let lower = reader
        .request(Method::GET, ME)
        .header("authorization", format!("bearer {access}"));
    assert_eq!(reader.send(lower).await.status, StatusCode::OK);
    let as_refresh = reader
        .post("/v1/auth/refresh", &json!({ "refresh_token": "x" }))
        .await;
    assert_eq!(as_refresh.code(), "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_run_out_is_forgotten_and_nothing_else() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    account(&admin, EMAIL, "moderator").await;
    tokens(&app, EMAIL).await;
    sign_in(&app, "nobody@example.org", PASSWORD)
        .await
        .expect(StatusCode::UNAUTHORIZED);
    let remembered = admin
        .request(Method::POST, ACCOUNTS)
        .header("Idempotency-Key", "key-1");
    let body = json!({ "email": "other@example.org", "role": "moderator", "password": PASSWORD });
    admin
        .send(remembered.json(&body))
        .await
        .expect(StatusCode::CREATED);
    assert_eq!(forget_expired(&app.app).await.unwrap(), 0);
    app.clock.advance(Duration::minutes(61));
    assert_eq!(
        forget_expired(&app.app).await.unwrap(),
        2,
        "the failures of the email and of the address"
    );
    app.clock.advance(Duration::hours(24));
    assert_eq!(forget_expired(&app.app).await.unwrap(), 1, "the answer");
    app.clock.advance(Duration::days(14));
    assert_eq!(
        forget_expired(&app.app).await.unwrap(),
        1,
        "the refresh token"
    );
}
