//! A moderator changes the own password; one that somebody else knows must be changed first.

use serde_json::{Value, json};

use super::EMAIL;
use crate::support::accounts::{ACCOUNTS, ME, OWN_PASSWORD, PASSWORD, Tokens};
use crate::support::actor::Actor;
use crate::support::admin::Admin;
use crate::support::service::Service;

const NEW: &str = "four-lanterns-in-the-fog";

fn change(current: &str, new: &str) -> Value {
    json!({ "current": current, "new": new })
}

/// A service with a moderator who is signed in.
async fn start_signed_in() -> (Service, Actor, Tokens) {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;
    let tokens = service.reader().sign_in(EMAIL, PASSWORD).await;
    let moderator = service.bearer(&tokens.access);

    (service, moderator, tokens)
}

/// An account whose password the admin knows.
async fn create_with_first_password(admin: &Admin) -> Value {
    let body = json!({ "email": EMAIL, "role": "admin", "password": PASSWORD });

    admin.post(ACCOUNTS, &body).await.created()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_all_other_sessions_and_begins_a_new_one() {
    let (service, moderator, tokens) = start_signed_in().await;
    let reader = service.reader();
    let other = reader.sign_in(EMAIL, PASSWORD).await;

    let answer = moderator.post(OWN_PASSWORD, &change(PASSWORD, NEW)).await;

    assert_eq!(answer.headers["cache-control"], "private, no-store");
    let fresh = Tokens::of(&answer.ok());
    service.bearer(&fresh.access).get(ME).await.ok();
    reader.refresh(&fresh).await;
    for ended in [&tokens, &other] {
        let answer = service.bearer(&ended.access).get(ME).await;
        answer.refused(401, "unauthenticated");
        reader
            .try_refresh(ended)
            .await
            .refused(401, "unauthenticated");
    }
    reader.sign_in(EMAIL, NEW).await;
    let former = reader.try_sign_in(EMAIL, PASSWORD).await;
    former.refused(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_present_password_is_needed_and_the_new_one_keeps_the_rules() {
    let (_service, moderator, _) = start_signed_in().await;

    for (current, new, pointer, code) in [
        ("plum-tree-20", NEW, "/current", "wrong_password"),
        (PASSWORD, "short", "/new", "too_short"),
        (PASSWORD, "password1234", "/new", "too_guessable"),
        (PASSWORD, "1qaz2wsx3edc", "/new", "too_guessable"),
        (PASSWORD, "ada-example-org", "/new", "too_guessable"),
        (PASSWORD, PASSWORD, "/new", "unchanged"),
    ] {
        let answer = moderator.post(OWN_PASSWORD, &change(current, new)).await;
        let problem = answer.invalid(pointer);
        assert_eq!(problem["errors"][0]["code"], code, "{new}");
    }

    moderator.get(ME).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_token_is_not_enough_to_guess_the_password() {
    let (service, moderator, _) = start_signed_in().await;

    for _ in 0..10 {
        let answer = moderator
            .post(OWN_PASSWORD, &change("plum-tree-20", NEW))
            .await;
        answer.invalid("/current");
    }

    let throttled = moderator.post(OWN_PASSWORD, &change(PASSWORD, NEW)).await;
    throttled.refused(429, "rate_limited");
    assert_eq!(
        service
            .count("audit WHERE kind = 'password_change_failed'")
            .await,
        10
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_somebody_else_knows_opens_a_session_that_can_only_change_it() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let account = create_with_first_password(&admin).await;
    assert_eq!(account["password_change_required"], true);

    let tokens = service.reader().sign_in(EMAIL, PASSWORD).await;
    let owner = service.bearer(&tokens.access);
    let itself = owner.get(ME).await.ok();
    assert_eq!(itself["email"], EMAIL);
    assert_eq!(itself["password_change_required"], true);
    for path in [
        ACCOUNTS,
        "/v1/auth/sessions",
        "/v1/admin/comments",
        "/v1/admin/audit",
        "/v1/admin/events",
    ] {
        let answer = owner.get(path).await;
        answer.refused(403, "password_change_required");
    }
    let comment = service.author("ada").comment("Staff writes, too.");
    let path = format!("/v1/articles/{}/comments", service.article);
    owner
        .post(&path, &comment)
        .await
        .refused(403, "password_change_required");

    let refreshed = service.reader().refresh(&tokens).await;
    let owner = service.bearer(&refreshed.access);
    let fresh = owner.post(OWN_PASSWORD, &change(PASSWORD, NEW)).await.ok();
    let me = service
        .bearer(&Tokens::of(&fresh).access)
        .get(ME)
        .await
        .ok();
    assert_eq!(me["password_change_required"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_an_admin_sets_must_be_changed_unless_it_is_the_own_one() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    let account = admin.create_account(EMAIL, "admin").await;
    assert_eq!(account["password_change_required"], false);

    let set = admin
        .change_account(&account, &json!({ "password": NEW }))
        .await;
    assert_eq!(set["password_change_required"], true);

    let free = json!({ "password": "six-kettles-on-a-hill", "password_change_required": false });
    let set = admin.change_account(&account, &free).await;
    assert_eq!(set["password_change_required"], false);

    let asked = json!({ "password_change_required": true });
    let set = admin.change_account(&account, &asked).await;
    assert_eq!(set["password_change_required"], true);

    let me = admin.get(ME).await.ok();
    let own = admin.change_account(&me, &json!({ "password": NEW })).await;
    assert_eq!(own["password_change_required"], false);
}
