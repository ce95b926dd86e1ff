//! Accounts of moderators, and sessions that begin with a password.

use serde_json::{Value, json};

use super::actor::Actor;
use super::admin::Admin;
use super::answer::Answer;
use super::json::text;

pub const ACCOUNTS: &str = "/v1/admin/moderators";
pub const ME: &str = "/v1/auth/me";
pub const OWN_PASSWORD: &str = "/v1/auth/password";

/// The password of each account that [`Admin::create_account`] makes.
pub const PASSWORD: &str = "plum-tree-19";

/// The tokens of a session.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Tokens {
    /// The tokens of an answer to a sign-in or a refresh.
    pub fn of(answered: &Value) -> Self {
        Self {
            access: text(&answered["access_token"]),
            refresh: text(&answered["refresh_token"]),
        }
    }

    /// The body that refreshes these tokens, or that signs out by the refresh token.
    pub fn refresh_body(&self) -> Value {
        json!({ "refresh_token": self.refresh })
    }
}

impl Admin {
    /// Creates an account with the [`PASSWORD`]; the account.
    pub async fn create_account(&self, email: &str, role: &str) -> Value {
        let body = json!({
            "email": email, "role": role, "password": PASSWORD, "password_change_required": false,
        });

        self.post(ACCOUNTS, &body).await.created()
    }

    /// Changes an account, which must be allowed; the account as it is afterwards.
    pub async fn change_account(&self, account: &Value, change: &Value) -> Value {
        self.try_change_account(account, change).await.ok()
    }

    pub async fn try_change_account(&self, account: &Value, change: &Value) -> Answer {
        self.patch(&account_path(account), change).await
    }
}

impl Actor {
    /// Signs in with a password that must be right.
    pub async fn sign_in(&self, email: &str, password: &str) -> Tokens {
        Tokens::of(&self.try_sign_in(email, password).await.ok())
    }

    pub async fn try_sign_in(&self, email: &str, password: &str) -> Answer {
        let body = json!({ "email": email, "password": password });

        self.post("/v1/auth/token", &body).await
    }

    /// Exchanges the refresh token, which must be possible.
    pub async fn refresh(&self, tokens: &Tokens) -> Tokens {
        Tokens::of(&self.try_refresh(tokens).await.ok())
    }

    pub async fn try_refresh(&self, tokens: &Tokens) -> Answer {
        self.post("/v1/auth/refresh", &tokens.refresh_body()).await
    }
}

/// The path of an account.
pub fn account_path(account: &Value) -> String {
    format!("{ACCOUNTS}/{}", text(&account["id"]))
}
