//! Does the right password open the account, and nothing else?

use std::time::{Duration as Time, Instant};

use chrono::Duration;
use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::Value;

use super::{
    EMAIL, PASSWORD, WRONG, account, behind_a_proxy, holder, path, sign_in, sign_in_from, tokens,
};
use crate::support::app::{Answer, TestApp};

fn retry_after(answer: &Answer) -> &str {
    answer.headers["retry-after"].to_str().unwrap()
}

/// A problem document without what differs for each request.
fn comparable(answer: &Answer) -> Value {
    let mut problem = answer.json.clone();
    for name in ["instance", "request_id"] {
        problem.as_object_mut().unwrap().remove(name);
    }
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_gets_tokens_that_work() {
    let app = TestApp::start().await;
    account(&app.admin().await, EMAIL, "moderator").await;
    let answer = sign_in(&app, " Ada@Example.ORG ", PASSWORD).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    let tokens = answer.expect(StatusCode::OK);
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&"Bearer".into(), &900.into())
    );
    let me = holder(&app, &tokens)
        .get("/v1/auth/me")
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&me["email"], &me["role"], &me["name"]),
        (&EMAIL.into(), &"moderator".into(), &"ada".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_email_a_wrong_password_and_an_inactive_account_answer_alike() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    account(&admin, EMAIL, "moderator").await;
    let gone = account(&admin, "gone@example.org", "moderator").await;
    admin
        .patch(&path(&gone), &serde_json::json!({ "active": false }))
        .await
        .expect(StatusCode::OK);
    let wrong = sign_in(&app, EMAIL, WRONG).await;
    assert_eq!(
        (wrong.status, wrong.code()),
        (StatusCode::UNAUTHORIZED, "invalid_credentials")
    );
    assert_eq!(wrong.headers["www-authenticate"], "Bearer");
    let unknown = sign_in(&app, "nobody@example.org", PASSWORD).await;
    let inactive = sign_in(&app, "gone@example.org", PASSWORD).await;
    let nonsense = sign_in(&app, "no address at all", "").await;
    for other in [unknown, inactive, nonsense] {
        assert_eq!(other.status, wrong.status);
        assert_eq!(comparable(&other), comparable(&wrong));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_does_not_tell_who_has_an_account() {
    let app = behind_a_proxy().await;
    account(&app.admin().await, EMAIL, "moderator").await;
    let mut fastest = [Time::MAX; 2];
    for attempt in 0..9 {
        for (email, fastest) in [EMAIL, "nobody@example.org"].into_iter().zip(&mut fastest) {
            let began = Instant::now();
            sign_in_from(&app, &format!("192.0.2.{attempt}"), email, WRONG)
                .await
                .expect(StatusCode::UNAUTHORIZED);
            *fastest = began.elapsed().min(*fastest);
        }
    }
    // Without the hash an answer takes a tenth of the time; the bounds leave room for a busy
    // machine.
    let [known, unknown] = fastest;
    assert!(
        unknown * 2 > known && known * 2 > unknown,
        "{known:?} and {unknown:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_failures_throttle_the_account_for_its_owner_too() {
    let app = behind_a_proxy().await;
    account(&app.admin().await, EMAIL, "moderator").await;
    for attempt in 0..10 {
        let answer = sign_in_from(&app, &format!("192.0.2.{attempt}"), EMAIL, WRONG).await;
        answer.expect(StatusCode::UNAUTHORIZED);
    }
    let throttled = sign_in_from(&app, "198.51.100.1", EMAIL, PASSWORD).await;
    assert_eq!(
        (throttled.status, throttled.code()),
        (StatusCode::TOO_MANY_REQUESTS, "rate_limited")
    );
    assert_eq!(retry_after(&throttled), "30");

    app.clock.advance(Duration::seconds(29));
    let throttled = sign_in_from(&app, "198.51.100.1", EMAIL, PASSWORD).await;
    assert_eq!(retry_after(&throttled), "1");
    app.clock.advance(Duration::seconds(1));
    sign_in_from(&app, "198.51.100.1", EMAIL, PASSWORD)
        .await
        .expect(StatusCode::OK);
    // Success forgives the account's failures.
    for _ in 0..9 {
        sign_in_from(&app, "198.51.100.2", EMAIL, WRONG)
            .await
            .expect(StatusCode::UNAUTHORIZED);
    }
    sign_in_from(&app, "198.51.100.1", EMAIL, PASSWORD)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_further_failure_doubles_the_wait() {
    let app = behind_a_proxy().await;
    for attempt in 0..10 {
        let answer = sign_in_from(
            &app,
            &format!("192.0.2.{attempt}"),
            "nobody@example.org",
            WRONG,
        )
        .await;
        answer.expect(StatusCode::UNAUTHORIZED);
    }
    for seconds in [30, 60, 120, 240, 480, 900, 900] {
        let throttled = sign_in_from(&app, "198.51.100.1", "nobody@example.org", WRONG).await;
        assert_eq!(retry_after(&throttled), seconds.to_string());
        app.clock.advance(Duration::seconds(seconds));
        let next = format!("203.0.113.{}", seconds % 250);
        sign_in_from(&app, &next, "nobody@example.org", WRONG)
            .await
            .expect(StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_failures_throttle_the_address_for_every_account() {
    let app = behind_a_proxy().await;
    account(&app.admin().await, EMAIL, "moderator").await;
    for attempt in 0..10 {
        let email = format!("guess{attempt}@example.org");
        // The addresses of one IPv6 subscriber are one.
        let address = format!("2001:db8:1:2::{attempt}");
        sign_in_from(&app, &address, &email, WRONG)
            .await
            .expect(StatusCode::UNAUTHORIZED);
    }
    let throttled = sign_in_from(&app, "2001:db8:1:2:ffff::1", EMAIL, PASSWORD).await;
    assert_eq!(
        (throttled.status, retry_after(&throttled)),
        (StatusCode::TOO_MANY_REQUESTS, "30")
    );
    sign_in_from(&app, "2001:db8:1:3::1", EMAIL, PASSWORD)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_guesses_at_once_are_no_more_than_ten() {
    let app = behind_a_proxy().await;
    let guesses = (0..30).map(|guess| {
        let app = &app;
        async move {
            let address = format!("192.0.2.{guess}");
            sign_in_from(app, &address, EMAIL, WRONG).await.status
        }
    });
    let statuses = join_all(guesses).await;
    let judged = statuses
        .iter()
        .filter(|status| **status == StatusCode::UNAUTHORIZED)
        .count();
    let refused = statuses
        .iter()
        .filter(|status| **status == StatusCode::TOO_MANY_REQUESTS)
        .count();
    assert_eq!((judged, refused), (10, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_forgotten_after_an_hour() {
    let app = behind_a_proxy().await;
    account(&app.admin().await, EMAIL, "moderator").await;
    for _ in 0..9 {
        sign_in(&app, EMAIL, WRONG)
            .await
            .expect(StatusCode::UNAUTHORIZED);
    }
    app.clock.advance(Duration::seconds(3601));
    sign_in(&app, EMAIL, WRONG)
        .await
        .expect(StatusCode::UNAUTHORIZED);
    sign_in(&app, EMAIL, WRONG)
        .await
        .expect(StatusCode::UNAUTHORIZED);
    tokens(&app, EMAIL).await;
}
