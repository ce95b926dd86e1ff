//! Email addresses of accounts: internationalised ones, and spellings of one mailbox.

use moderato::config::FirstAdmin;
use moderato::flows::accounts::first_admin::{FirstStart, first_admin};
use serde_json::json;

use crate::support::accounts::{ACCOUNTS, ME, PASSWORD, account_path};
use crate::support::service::Service;

const TYPED: &str = "Ünï@MÜNCHEN.example";

const SPELLINGS: [&str; 4] = [
    "Ünï@MÜNCHEN.example",
    "ünï@xn--mnchen-3ya.example",
    "u\u{308}ni\u{308}@mu\u{308}nchen.example",
    " ünï@münchen。example ",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_signs_in_with_every_spelling_of_the_mailbox() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;

    let account = admin.create_account(TYPED, "moderator").await;
    assert_eq!(account["email"], TYPED, "shown as it was typed");
    assert_eq!(
        admin.get(&account_path(&account)).await.ok()["email"],
        TYPED
    );

    for email in SPELLINGS {
        let tokens = service.reader().sign_in(email, PASSWORD).await;
        let me = service.bearer(&tokens.access).get(ME).await.ok();
        assert_eq!(me["email"], TYPED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_has_one_account() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    admin.create_account(TYPED, "moderator").await;

    for email in SPELLINGS {
        let body = json!({ "email": email, "role": "admin", "password": PASSWORD });
        let again = admin.post(ACCOUNTS, &body).await;

        again.refused(409, "already_exists");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_of_an_earlier_release_signs_in_and_keeps_its_mailbox() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    admin.create_account(TYPED, "moderator").await;
    service
        .execute("UPDATE moderators SET email = 'ünï@münchen.example', typed_email = NULL WHERE email LIKE '%mnchen%'")
        .await;

    service.reader().sign_in(TYPED, PASSWORD).await;

    let body = json!({ "email": TYPED, "role": "admin", "password": PASSWORD });
    let again = admin.post(ACCOUNTS, &body).await;
    again.refused(409, "already_exists");
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_counted_for_the_mailbox_in_all_its_spellings() {
    let service = Service::start(json!({})).await;
    let wrong = "plum-tree-20";

    for (number, email) in SPELLINGS.iter().cycle().take(10).enumerate() {
        let reader = service.reader().with_ip(&format!("198.51.100.{number}"));
        let answer = reader.try_sign_in(email, wrong).await;
        answer.refused(401, "invalid_credentials");
    }

    for email in SPELLINGS {
        let reader = service.reader().with_ip("198.51.100.200");
        let answer = reader.try_sign_in(email, wrong).await;
        answer.refused(429, "rate_limited");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_admin_may_have_an_internationalised_address() {
    let service = Service::start(json!({})).await;
    let admin = FirstAdmin {
        email: "संपर्क@डाटा.भारत".to_owned(),
        password: Some(PASSWORD.to_owned()),
    };

    let start = first_admin(&service.app(), Some(&admin)).await;

    assert!(matches!(start, Ok(FirstStart::AsConfigured)));
    service
        .reader()
        .sign_in("संपर्क@xn--c2bd1gb.भारत", PASSWORD)
        .await;
}
