//! Signing in with a password, and the waits after failures.

use std::time::{Duration as Time, Instant};

use chrono::Duration;
use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::EMAIL;
use crate::support::accounts::{ME, PASSWORD};
use crate::support::answer::Answer;
use crate::support::service::Service;

const UNKNOWN: &str = "nobody@example.org";
const WRONG: &str = "plum-tree-20";

/// The seconds that a refusal for too many failures asks to wait.
#[track_caller]
fn wait_of(answer: Answer) -> String {
    let seconds = answer.headers["retry-after"].to_str().unwrap().to_owned();
    answer.refused(429, "rate_limited");

    seconds
}

/// A problem document without the members that differ for each request.
fn comparable(answer: &Answer) -> Value {
    let mut problem = answer.json.clone();
    for name in ["instance", "request_id"] {
        problem.as_object_mut().unwrap().remove(name);
    }

    problem
}

async fn start_with_moderator() -> Service {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;

    service
}

/// Signs in from this address with a wrong password, which must be refused for that.
async fn fail_from(service: &Service, ip: &str, email: &str) {
    let answer = service.reader().with_ip(ip).try_sign_in(email, WRONG).await;

    answer.refused(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_gets_tokens_that_work() {
    let service = start_with_moderator().await;

    let answer = service
        .reader()
        .try_sign_in(" Ada@Example.ORG ", PASSWORD)
        .await;

    assert_eq!(answer.headers["cache-control"], "no-store");
    let tokens = answer.ok();
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 900);

    let access = tokens["access_token"].as_str().unwrap();
    let me = service.bearer(access).get(ME).await.ok();
    assert_eq!(me["email"], EMAIL);
    assert_eq!(me["role"], "moderator");
    assert_eq!(me["name"], "ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_email_a_wrong_password_and_an_inactive_account_get_the_same_answer() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;
    let inactive = admin.create_account("gone@example.org", "moderator").await;
    admin
        .change_account(&inactive, &json!({ "active": false }))
        .await;

    let wrong = reader.try_sign_in(EMAIL, WRONG).await;
    let unknown = reader.try_sign_in(UNKNOWN, PASSWORD).await;
    let inactive = reader.try_sign_in("gone@example.org", PASSWORD).await;
    let nonsense = reader.try_sign_in("no address at all", "").await;

    assert_eq!(wrong.headers["www-authenticate"], "Bearer");
    for other in [unknown, inactive, nonsense] {
        assert_eq!(other.status, wrong.status);
        assert_eq!(comparable(&other), comparable(&wrong));
    }
    wrong.refused(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_of_a_refusal_does_not_show_which_emails_have_accounts() {
    let service = start_with_moderator().await;

    let mut fastest = [Time::MAX; 2];
    for attempt in 0..9 {
        for (email, fastest) in [EMAIL, UNKNOWN].into_iter().zip(&mut fastest) {
            let began = Instant::now();
            fail_from(&service, &format!("192.0.2.{attempt}"), email).await;
            *fastest = began.elapsed().min(*fastest);
        }
    }

    // Without the hash an answer takes a tenth of the time; the bounds leave room for a busy
    // machine.
    let [known, unknown] = fastest;
    assert!(unknown * 2 > known, "{known:?} and {unknown:?}");
    assert!(known * 2 > unknown, "{known:?} and {unknown:?}");
}

/// Fails ten times from as many addresses.
async fn fail_ten_times(service: &Service, email: &str) {
    for attempt in 0..10 {
        fail_from(service, &format!("192.0.2.{attempt}"), email).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_failures_throttle_the_account_for_every_address_that_it_is_not_known_at() {
    let service = start_with_moderator().await;
    let owner = service.reader().with_ip("198.51.100.1");
    fail_ten_times(&service, EMAIL).await;

    let throttled = owner.try_sign_in(EMAIL, PASSWORD).await;
    assert_eq!(wait_of(throttled), "30");

    service.advance(Duration::seconds(29));
    let throttled = owner.try_sign_in(EMAIL, PASSWORD).await;
    assert_eq!(wait_of(throttled), "1");

    service.advance(Duration::seconds(1));
    owner.sign_in(EMAIL, PASSWORD).await;

    // Success clears the account's failures.
    for _ in 0..9 {
        fail_from(&service, "198.51.100.2", EMAIL).await;
    }
    let elsewhere = service.reader().with_ip("198.51.100.3");
    elsewhere.sign_in(EMAIL, PASSWORD).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_failures_of_others_do_not_bind_an_address_from_which_the_account_has_signed_in() {
    let service = start_with_moderator().await;
    let owner = service.reader().with_ip("2001:db8:1:2::1");
    owner.sign_in(EMAIL, PASSWORD).await;
    fail_ten_times(&service, EMAIL).await;

    let same_network = owner.with_ip("2001:db8:1:2:ffff::9");
    same_network.sign_in(EMAIL, PASSWORD).await;
    owner.sign_in(EMAIL, PASSWORD).await;

    // They go on to bind everybody else.
    let stranger = service.reader().with_ip("198.51.100.2");
    let throttled = stranger.try_sign_in(EMAIL, PASSWORD).await;
    assert_eq!(wait_of(throttled), "30");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_an_account_is_known_at_counts_its_own_failures() {
    let service = start_with_moderator().await;
    let owner = service.reader().with_ip("198.51.100.1");
    owner.sign_in(EMAIL, PASSWORD).await;

    for _ in 0..10 {
        fail_from(&service, "198.51.100.1", EMAIL).await;
    }

    let throttled = owner.try_sign_in(EMAIL, PASSWORD).await;
    assert_eq!(wait_of(throttled), "30");
    let elsewhere = service.reader().with_ip("198.51.100.2");
    elsewhere.sign_in(EMAIL, PASSWORD).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_known_to_the_account_that_signed_in_and_for_thirty_days() {
    let service = start_with_moderator().await;
    let admin = service.admin_named("Joan").await;
    admin.create_account("bob@example.org", "moderator").await;
    let office = service.reader().with_ip("198.51.100.1");
    office.sign_in("bob@example.org", PASSWORD).await;
    fail_ten_times(&service, EMAIL).await;

    let throttled = office.try_sign_in(EMAIL, PASSWORD).await;
    assert_eq!(wait_of(throttled), "30", "the address of another account");

    service.advance(Duration::seconds(30));
    office.sign_in(EMAIL, PASSWORD).await;
    let long_ago = "UPDATE audit_addresses SET created_at = created_at - interval '31 days'";
    service.execute(long_ago).await;
    fail_ten_times(&service, EMAIL).await;

    let throttled = office.try_sign_in(EMAIL, PASSWORD).await;
    assert_eq!(wait_of(throttled), "30", "the sign-in of last month");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_further_failure_doubles_the_wait() {
    let service = Service::start(json!({})).await;
    let reader = service.reader().with_ip("198.51.100.1");
    for attempt in 0..10 {
        fail_from(&service, &format!("192.0.2.{attempt}"), UNKNOWN).await;
    }

    for seconds in [30, 60, 120, 240, 480, 900, 900] {
        let throttled = reader.try_sign_in(UNKNOWN, WRONG).await;
        assert_eq!(wait_of(throttled), seconds.to_string());

        service.advance(Duration::seconds(seconds));
        let next = format!("203.0.113.{}", seconds % 250);
        fail_from(&service, &next, UNKNOWN).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_failures_throttle_the_address_for_every_account() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    for attempt in 0..10 {
        let email = format!("guess{attempt}@example.org");
        // The addresses of one IPv6 subscriber count as one.
        fail_from(&service, &format!("2001:db8:1:2::{attempt}"), &email).await;
    }

    let same_network = reader.with_ip("2001:db8:1:2:ffff::1");
    let throttled = same_network.try_sign_in(EMAIL, PASSWORD).await;
    assert_eq!(wait_of(throttled), "30");

    let other_network = reader.with_ip("2001:db8:1:3::1");
    other_network.sign_in(EMAIL, PASSWORD).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_thirty_guesses_at_once_ten_are_checked() {
    let service = Service::start(json!({})).await;

    let guesses = (0..30).map(|guess| {
        let reader = service.reader().with_ip(&format!("192.0.2.{guess}"));
        async move { reader.try_sign_in(EMAIL, WRONG).await.status }
    });
    let statuses = join_all(guesses).await;

    let count = |wanted: StatusCode| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!(count(StatusCode::UNAUTHORIZED), 10);
    assert_eq!(count(StatusCode::TOO_MANY_REQUESTS), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_forgotten_after_an_hour() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    let fail = async || {
        let answer = reader.try_sign_in(EMAIL, WRONG).await;
        answer.refused(401, "invalid_credentials");
    };
    for _ in 0..9 {
        fail().await;
    }

    service.advance(Duration::seconds(3601));

    fail().await;
    fail().await;
    reader.sign_in(EMAIL, PASSWORD).await;
}
