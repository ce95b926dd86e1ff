//! How does somebody come in first?

use moderato::config::FirstAdmin;
use moderato::error::Error;
use moderato::flows::accounts::first_admin::{FirstStart, first_admin};
use reqwest::StatusCode;

use super::{ACCOUNTS, EMAIL, PASSWORD, holder, sign_in};
use crate::support::app::TestApp;

fn configured(password: &str) -> FirstAdmin {
    FirstAdmin {
        email: EMAIL.to_owned(),
        password: Some(password.to_owned()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_makes_up_a_password_and_later_ones_do_not() {
    let app = TestApp::start().await;
    let Ok(FirstStart::Generated { email, password }) = first_admin(&app.app, None).await else {
        panic!("no password was made up");
    };
    let tokens = sign_in(&app, &email, &password)
        .await
        .expect(StatusCode::OK);
    holder(&app, &tokens)
        .get(ACCOUNTS)
        .await
        .expect(StatusCode::OK);
    assert!(matches!(
        first_admin(&app.app, None).await,
        Ok(FirstStart::Nothing)
    ));
    assert!(matches!(
        first_admin(&app.app, Some(&configured(PASSWORD))).await,
        Ok(FirstStart::Nothing)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configured_admin_can_sign_in() {
    let app = TestApp::start().await;
    assert!(matches!(
        first_admin(&app.app, Some(&configured(PASSWORD))).await,
        Ok(FirstStart::AsConfigured)
    ));
    sign_in(&app, EMAIL, PASSWORD).await.expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_email_without_a_password_gets_a_made_up_one() {
    let app = TestApp::start().await;
    let configured = FirstAdmin {
        email: EMAIL.to_owned(),
        password: None,
    };
    let Ok(FirstStart::Generated { email, password }) =
        first_admin(&app.app, Some(&configured)).await
    else {
        panic!("no password was made up");
    };
    assert_eq!(email, EMAIL);
    sign_in(&app, EMAIL, &password).await.expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_start_at_once_make_one_admin() {
    let app = TestApp::start().await;
    let (one, two) = tokio::join!(first_admin(&app.app, None), first_admin(&app.app, None));
    let made = [one, two]
        .into_iter()
        .filter(|start| matches!(start, Ok(FirstStart::Generated { .. })))
        .count();
    assert_eq!(made, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_password_against_the_rules_is_refused_by_name() {
    let app = TestApp::start().await;
    let Err(Error::Setup(text)) = first_admin(&app.app, Some(&configured("short"))).await else {
        panic!("the password was taken");
    };
    assert!(
        text.contains("MODERATO_ADMIN_PASSWORD") && !text.contains("short,"),
        "{text}"
    );
}
