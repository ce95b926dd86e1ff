//! The first admin: created at the first start, with a configured or a generated password.

use moderato::config::FirstAdmin;
use moderato::error::Error;
use moderato::flows::accounts::first_admin::{FirstStart, first_admin};
use serde_json::json;

use super::EMAIL;
use crate::support::accounts::{ACCOUNTS, OWN_PASSWORD, PASSWORD, Tokens};
use crate::support::service::Service;

fn configured(password: Option<&str>) -> FirstAdmin {
    FirstAdmin {
        email: EMAIL.to_owned(),
        password: password.map(str::to_owned),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_generates_a_password_and_later_ones_do_not() {
    let service = Service::start(json!({})).await;
    let app = service.app();

    let Ok(FirstStart::Generated { email, password }) = first_admin(&app, None).await else {
        panic!("no password was generated");
    };
    let tokens = service.reader().sign_in(&email, &password).await;
    let signed_in = service.bearer(&tokens.access);
    let answer = signed_in.get(ACCOUNTS).await;
    answer.refused(403, "password_change_required");

    let body = json!({ "current": password, "new": "four-lanterns-in-the-fog" });
    let tokens = Tokens::of(&signed_in.post(OWN_PASSWORD, &body).await.ok());
    service.bearer(&tokens.access).get(ACCOUNTS).await.ok();

    for admin in [None, Some(configured(Some(PASSWORD)))] {
        let later = first_admin(&app, admin.as_ref()).await;
        assert!(matches!(later, Ok(FirstStart::Nothing)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configured_admin_can_sign_in() {
    let service = Service::start(json!({})).await;
    let admin = configured(Some(PASSWORD));

    let start = first_admin(&service.app(), Some(&admin)).await;

    assert!(matches!(start, Ok(FirstStart::AsConfigured)));
    let tokens = service.reader().sign_in(EMAIL, PASSWORD).await;
    service.bearer(&tokens.access).get(ACCOUNTS).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_email_without_a_password_gets_a_generated_one() {
    let service = Service::start(json!({})).await;
    let admin = configured(None);

    let start = first_admin(&service.app(), Some(&admin)).await;

    let Ok(FirstStart::Generated { email, password }) = start else {
        panic!("no password was generated");
    };
    assert_eq!(email, EMAIL);
    service.reader().sign_in(EMAIL, &password).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_start_at_once_create_one_admin() {
    let service = Service::start(json!({})).await;
    let app = service.app();

    let (one, two) = tokio::join!(first_admin(&app, None), first_admin(&app, None));

    let created = [one, two]
        .into_iter()
        .filter(|start| matches!(start, Ok(FirstStart::Generated { .. })))
        .count();
    assert_eq!(created, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_password_against_the_rules_is_refused_by_the_name_of_its_variable() {
    let service = Service::start(json!({})).await;
    let admin = configured(Some("short"));

    let start = first_admin(&service.app(), Some(&admin)).await;

    let Err(Error::Setup(text)) = start else {
        panic!("the password was taken");
    };
    assert!(text.contains("MODERATO_ADMIN_PASSWORD"), "{text}");
    assert!(!text.contains("short,"), "{text}");
}
