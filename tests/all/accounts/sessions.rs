//! Sessions: how long they last, and what ends them at once.

use chrono::Duration;
use moderato::flows::upkeep::delete_expired::delete_expired;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::EMAIL;
use crate::support::accounts::{ACCOUNTS, ME, PASSWORD, Tokens};
use crate::support::answer::Answer;
use crate::support::service::Service;

const SIGN_OUT: &str = "/v1/auth/logout";

/// Whether the access token is accepted.
async fn is_known(service: &Service, tokens: &Tokens) -> bool {
    let answer = service.bearer(&tokens.access).get(ME).await;

    match answer.status {
        StatusCode::OK => true,
        StatusCode::UNAUTHORIZED => false,
        other => panic!("{other}: {}", answer.json),
    }
}

async fn start_with_moderator() -> Service {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;

    service
}

#[track_caller]
fn refuse(answer: Answer) {
    answer.refused(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_ends_after_fifteen_minutes_and_a_refresh_token_gets_the_next() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    let first = reader.sign_in(EMAIL, PASSWORD).await;

    service.advance(Duration::minutes(16));
    assert!(!is_known(&service, &first).await);

    let second = reader.refresh(&first).await;
    assert!(is_known(&service, &second).await);
    assert_ne!(first.refresh, second.refresh);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_is_used_again_later_ends_the_whole_session() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    let first = reader.sign_in(EMAIL, PASSWORD).await;
    let elsewhere = reader.sign_in(EMAIL, PASSWORD).await;
    let second = reader.refresh(&first).await;

    service.advance(Duration::milliseconds(10_001));
    refuse(reader.try_refresh(&first).await);

    refuse(reader.try_refresh(&second).await);
    assert!(!is_known(&service, &first).await);
    assert!(!is_known(&service, &second).await);
    assert!(
        is_known(&service, &elsewhere).await,
        "another session goes on"
    );
    assert_eq!(service.count_events("refresh_token_reused").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn for_ten_seconds_a_used_refresh_token_answers_the_same_successor() {
    let service = start_with_moderator().await;
    let other = service.beside().await;
    let reader = service.reader();
    let first = reader.sign_in(EMAIL, PASSWORD).await;
    let second = reader.refresh(&first).await;

    service.advance(Duration::seconds(10));
    let again = reader.refresh(&first).await;
    let at_another_instance = other.reader().refresh(&first).await;

    assert_eq!(again.refresh, second.refresh);
    assert_eq!(at_another_instance.refresh, second.refresh);
    assert!(is_known(&service, &again).await);
    let third = reader.refresh(&second).await;
    assert!(is_known(&service, &third).await);
    assert_eq!(service.count_events("refresh_token_reused").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_that_refresh_at_once_get_the_same_refresh_token() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    let first = reader.sign_in(EMAIL, PASSWORD).await;

    let (one, two, three) = tokio::join!(
        reader.refresh(&first),
        reader.refresh(&first),
        reader.refresh(&first)
    );

    assert_eq!(one.refresh, two.refresh);
    assert_eq!(one.refresh, three.refresh);
    for tokens in [&one, &two, &three] {
        assert!(is_known(&service, tokens).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_user_agent_gets_no_grace() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    let refresh_as = async |tokens: &Tokens, agent: &str| {
        let request = reader.request(Method::POST, "/v1/auth/refresh");
        let request = request.header("User-Agent", agent);

        reader.send(request.json(&tokens.refresh_body())).await
    };

    for thief in ["Thief/1.0", ""] {
        let first = reader.sign_in(EMAIL, PASSWORD).await;
        let second = Tokens::of(&refresh_as(&first, "Firefox/150.0").await.ok());

        refuse(refresh_as(&first, thief).await);

        refuse(refresh_as(&second, "Firefox/150.0").await);
        assert!(!is_known(&service, &second).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grace_ends_when_the_successor_is_used() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    let first = reader.sign_in(EMAIL, PASSWORD).await;
    let second = reader.refresh(&first).await;
    let third = reader.refresh(&second).await;

    refuse(reader.try_refresh(&first).await);

    assert!(!is_known(&service, &third).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_grace_revives_a_session_that_has_ended() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();
    let admin = service.admin().await;
    let account = admin.create_account(EMAIL, "moderator").await;

    let signed_out = reader.sign_in(EMAIL, PASSWORD).await;
    let successor = reader.refresh(&signed_out).await;
    let answer = reader.post(SIGN_OUT, &successor.refresh_body()).await;
    answer.no_content();
    refuse(reader.try_refresh(&signed_out).await);

    let demoted = reader.sign_in(EMAIL, PASSWORD).await;
    reader.refresh(&demoted).await;
    let promote = json!({ "role": "admin" });
    admin.change_account(&account, &promote).await;
    refuse(reader.try_refresh(&demoted).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_refresh_token_is_stored_or_can_be_computed_from_what_is_stored() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    let first = reader.sign_in(EMAIL, PASSWORD).await;
    let second = reader.refresh(&first).await;

    let rows = "SELECT string_agg(it::text, ' ') FROM refresh_tokens it";
    let stored = service.text(rows).await;

    assert!(!stored.contains(&first.refresh));
    assert!(!stored.contains(&second.refresh));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_lasts_fourteen_days_however_often_it_is_refreshed() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    let mut last = reader.sign_in(EMAIL, PASSWORD).await;

    for _ in 0..13 {
        service.advance(Duration::days(1));
        last = reader.refresh(&last).await;
    }

    service.advance(Duration::days(1));
    refuse(reader.try_refresh(&last).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_by_either_token() {
    let service = start_with_moderator().await;
    let reader = service.reader();

    let by_access = reader.sign_in(EMAIL, PASSWORD).await;
    let bearer = service.bearer(&by_access.access);
    let without_body = bearer.send(bearer.request(Method::POST, SIGN_OUT)).await;
    without_body.no_content();

    let by_refresh = reader.sign_in(EMAIL, PASSWORD).await;
    let answer = reader.post(SIGN_OUT, &by_refresh.refresh_body()).await;
    answer.no_content();

    let by_both = reader.sign_in(EMAIL, PASSWORD).await;
    let bearer = service.bearer(&by_both.access);
    let answer = bearer.post(SIGN_OUT, &by_both.refresh_body()).await;
    answer.no_content();

    for tokens in [&by_access, &by_refresh, &by_both] {
        assert!(!is_known(&service, tokens).await);
        refuse(reader.try_refresh(tokens).await);
    }

    let again = reader.post(SIGN_OUT, &by_both.refresh_body()).await;
    again.no_content();
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_needs_a_token() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();

    let without_body = reader.send(reader.request(Method::POST, SIGN_OUT)).await;
    refuse(without_body);
    let without_token = reader.post(SIGN_OUT, &json!({})).await;
    refuse(without_token);
    let forged = service.bearer("forged").post(SIGN_OUT, &json!({})).await;
    refuse(forged);

    let unknown = json!({ "refresh_token": "n9fJt5vZ1t0nq8s4Hk8jV4y1cJ2mYw7bQe3RxLd6uTo" });
    let answer = reader.post(SIGN_OUT, &unknown).await;
    answer.no_content();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demotion_takes_effect_with_the_next_request_to_any_instance() {
    let service = Service::start(json!({})).await;
    let other = service.beside().await;
    let reader = service.reader();
    let admin = service.admin().await;
    let account = admin.create_account(EMAIL, "admin").await;
    let before = reader.sign_in(EMAIL, PASSWORD).await;
    other.bearer(&before.access).get(ACCOUNTS).await.ok();

    let demote = json!({ "role": "moderator" });
    admin.change_account(&account, &demote).await;

    refuse(other.bearer(&before.access).get(ACCOUNTS).await);
    refuse(other.reader().try_refresh(&before).await);

    let after = reader.sign_in(EMAIL, PASSWORD).await;
    let answer = other.bearer(&after.access).get(ACCOUNTS).await;
    answer.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn deactivation_and_a_new_password_end_every_session_and_a_new_name_none() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();
    let admin = service.admin().await;
    let account = admin.create_account(EMAIL, "moderator").await;
    let first = reader.sign_in(EMAIL, PASSWORD).await;

    let rename = json!({ "name": "Ada L." });
    admin.change_account(&account, &rename).await;
    assert!(is_known(&service, &first).await);

    let password = "pear-tree-1920";
    let set_password = json!({ "password": password });
    admin.change_account(&account, &set_password).await;
    assert!(!is_known(&service, &first).await);
    let with_the_old_one = reader.try_sign_in(EMAIL, PASSWORD).await;
    with_the_old_one.refused(401, "invalid_credentials");
    let second = reader.sign_in(EMAIL, password).await;

    let deactivate = json!({ "active": false });
    admin.change_account(&account, &deactivate).await;
    assert!(!is_known(&service, &second).await);
    refuse(reader.try_refresh(&second).await);

    let activate = json!({ "active": true });
    admin.change_account(&account, &activate).await;
    assert!(
        !is_known(&service, &second).await,
        "activation revives no session"
    );
    reader.sign_in(EMAIL, password).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_whole_access_token_in_one_bearer_header_is_accepted() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    let tokens = reader.sign_in(EMAIL, PASSWORD).await;
    let access = tokens.access.as_str();

    for forged in [
        &tokens.refresh,
        "",
        "guest.AZej9Xwe",
        &access[..access.len() - 2],
        &"a".repeat(5000),
    ] {
        refuse(service.bearer(forged).get(ME).await);
    }

    let request = || reader.request(Method::GET, ME);
    let twice = request().bearer_auth(access).bearer_auth(access);
    refuse(reader.send(twice).await);
    let basic = request().basic_auth(EMAIL, Some(PASSWORD));
    refuse(reader.send(basic).await);
    let lower_case = request().header("authorization", format!("bearer {access}"));
    reader.send(lower_case).await.ok();

    let unknown = json!({ "refresh_token": "x" });
    refuse(reader.post("/v1/auth/refresh", &unknown).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn expired_rows_are_deleted_and_no_others() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;
    reader.sign_in(EMAIL, PASSWORD).await;
    let failed = reader.try_sign_in("nobody@example.org", PASSWORD).await;
    failed.refused(401, "invalid_credentials");
    let body = json!({ "email": "other@example.org", "role": "moderator", "password": PASSWORD });
    let with_key = admin
        .request(Method::POST, ACCOUNTS)
        .header("Idempotency-Key", "key-1")
        .json(&body);
    admin.send(with_key).await.created();
    let app = service.app();

    assert_eq!(delete_expired(&app).await.unwrap(), 0);

    service.advance(Duration::minutes(61));
    assert_eq!(
        delete_expired(&app).await.unwrap(),
        2,
        "the failures of the email and of the address"
    );

    service.advance(Duration::hours(24));
    assert_eq!(
        delete_expired(&app).await.unwrap(),
        1,
        "the stored answer of the key"
    );

    service.advance(Duration::days(14));
    assert_eq!(delete_expired(&app).await.unwrap(), 1, "the refresh token");
}

/// An access token may outlive its family of refresh tokens by a quarter of an hour.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_ended_stays_ended_when_its_refresh_tokens_are_deleted() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    let mut last = reader.sign_in(EMAIL, PASSWORD).await;
    let almost = Duration::days(14) - Duration::minutes(1);
    service.advance(almost);
    last = reader.refresh(&last).await;
    let answer = reader.post(SIGN_OUT, &last.refresh_body()).await;
    answer.no_content();

    service.advance(Duration::minutes(2));
    delete_expired(&service.app()).await.unwrap();

    assert!(!is_known(&service, &last).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_without_refresh_tokens_is_none() {
    let service = start_with_moderator().await;
    let tokens = service.reader().sign_in(EMAIL, PASSWORD).await;
    assert!(is_known(&service, &tokens).await);

    service.execute("DELETE FROM refresh_tokens").await;

    assert!(!is_known(&service, &tokens).await);
}

/// The last access token of a session works to its end, whatever is swept meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn the_refresh_tokens_of_a_session_are_deleted_after_its_last_access_token() {
    let service = start_with_moderator().await;
    let reader = service.reader();
    let first = reader.sign_in(EMAIL, PASSWORD).await;
    service.advance(Duration::days(14) - Duration::minutes(1));
    let last = reader.refresh(&first).await;

    service.advance(Duration::minutes(14));
    delete_expired(&service.app()).await.unwrap();
    assert!(is_known(&service, &last).await);

    service.advance(Duration::minutes(8));
    delete_expired(&service.app()).await.unwrap();
    // The sessions of the test's own accounts last longer.
    let left = "refresh_tokens WHERE expires_at < '2100-01-01'";
    assert_eq!(service.count(left).await, 0);
}
