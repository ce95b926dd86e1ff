//! Who may sign in, for how long, and who keeps the accounts?

mod command_line;
mod first_admin;
mod managing;
mod sessions;
mod sign_in;

use moderato::config::HttpConfig;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::app::{Actor, Answer, TestApp};

const EMAIL: &str = "ada@example.org";
const PASSWORD: &str = "plum-tree-19";
const WRONG: &str = "plum-tree-20";
const ACCOUNTS: &str = "/v1/admin/moderators";

/// Somebody with an account and a password.
async fn account(admin: &Actor, email: &str, role: &str) -> Value {
    let body = json!({ "email": email, "role": role, "password": PASSWORD });
    admin
        .post(ACCOUNTS, &body)
        .await
        .expect(StatusCode::CREATED)
}

/// The path of an account.
fn path(account: &Value) -> String {
    format!("{ACCOUNTS}/{}", account["id"].as_str().unwrap())
}

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.reader()
        .post(
            "/v1/auth/token",
            &json!({ "email": email, "password": password }),
        )
        .await
}

/// Signs in from an address, as a proxy tells it.
async fn sign_in_from(app: &TestApp, address: &str, email: &str, password: &str) -> Answer {
    let reader = app.reader();
    let request = reader
        .request(Method::POST, "/v1/auth/token")
        .header("X-Forwarded-For", address);
    reader
        .send(request.json(&json!({ "email": email, "password": password })))
        .await
}

/// The tokens of a sign-in that must succeed.
async fn tokens(app: &TestApp, email: &str) -> Value {
    sign_in(app, email, PASSWORD).await.expect(StatusCode::OK)
}

async fn refresh(app: &TestApp, tokens: &Value) -> Answer {
    app.reader()
        .post(
            "/v1/auth/refresh",
            &json!({ "refresh_token": tokens["refresh_token"] }),
        )
        .await
}

/// Whoever holds this access token.
fn holder(app: &TestApp, tokens: &Value) -> Actor {
    app.bearer(tokens["access_token"].as_str().unwrap())
}

/// A service behind a proxy on this machine.
async fn behind_a_proxy() -> TestApp {
    TestApp::start_with(|config: &mut HttpConfig| {
        config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()]
    })
    .await
}
